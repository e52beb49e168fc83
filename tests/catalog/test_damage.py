"""Every kind of damage comes out as a repaired product or an exclusion, with its findings and nothing else."""

import pytest

from engine.catalog.product import Fit, Picture
from engine.catalog.vet import outcome
from tests.catalog.damage import DAMAGES, Damage
from tests.catalog.shelf import codes, good, judged


def test_all_59_kinds_are_tried() -> None:
    assert len({damage.kind for damage in DAMAGES}) == 59


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.kind)
def test_a_damaged_document_gets_what_its_kind_deserves(damage: Damage) -> None:
    tree = good()
    damage.harm(tree)
    product, findings = judged(tree)
    assert (outcome(product, findings), tuple(codes(findings))) == (damage.outcome, damage.codes)
    assert {name: getattr(product, name) for name in damage.values} == damage.values


def test_a_good_document_has_no_findings() -> None:
    assert judged(good())[1] == []


def test_a_huge_description_is_bounded() -> None:
    tree = good()
    tree["description"] = "<p>Word and word. </p>" * 10_000
    product, _ = judged(tree)
    assert product is not None
    assert len(product.description) < 25_000
    assert product.description.endswith("</p>")


def test_a_list_of_face_shapes_gives_each_the_same_score() -> None:
    tree = good()
    tree["face_shape_compatibility"] = ["heart", "oval"]
    product, _ = judged(tree)
    assert product is not None
    assert product.fits == (Fit("oval", 0.8, (), False), Fit("heart", 0.8, (), False))


def test_missing_face_shapes_are_derived_from_the_rules() -> None:
    tree = good()
    del tree["face_shape_compatibility"]
    product, findings = judged(tree)
    assert product is not None
    assert (product.fits, findings) == (
        (Fit("square", 0.9, ("softens",), True), Fit("oval", 0.8, ("stays soft",), True)),
        [],
    )


def test_a_wayfarer_borrows_the_rules_of_a_square_one_and_keeps_its_name() -> None:
    tree = good()
    del tree["face_shape_compatibility"]
    tree["specifications"]["frame"]["shape"] = "wayfarer"
    product, _ = judged(tree)
    assert product is not None
    assert (product.shape_label, product.fits) == ("Wayfarer", (Fit("oval", 0.86, ("adds lines",), True),))


def test_the_primary_picture_comes_first_and_each_has_a_text() -> None:
    tree = good()
    tree["media"]["images"][0]["alt_text"] = ""
    product, findings = judged(tree)
    assert product is not None
    assert (product.pictures, findings) == (
        (
            Picture("photos/front.jpg", "From the front", "primary", 1200, 800),
            Picture("photos/side.jpg", "Lumen Arc", "angle", 0, 0),
        ),
        [],
    )
