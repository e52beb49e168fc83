"""The stream of demo models: colours, names and brands at any size."""

from itertools import groupby, islice

import pytest

from engine.catalog.demo.brands import brands
from engine.catalog.demo.models import variants
from engine.catalog.demo.names import model_name


def test_no_two_siblings_share_a_hue() -> None:
    for _, family in groupby(variants(2000, 7), key=lambda variant: variant.model.number):
        hues = [variant.colour.hue for variant in family]
        assert len(set(hues)) == len(hues)


def test_names_never_come_twice_in_a_brand() -> None:
    words = ("Alder", "Rowan", "Hazel")
    names = [model_name(words, k) for k in range(2000)]
    assert len(set(names)) == 2000
    assert names[:4] == ["Alder", "Rowan", "Hazel", "Alder Row"]


@pytest.mark.parametrize(("products", "count"), [(10, 12), (4000, 12), (100_000, 132)])
def test_brands_grow_with_the_catalog(products: int, count: int) -> None:
    assert len({brand.name for brand in brands(products, 7)}) == count


def test_a_large_catalog_streams_without_a_repeated_product() -> None:
    seen = set()
    for variant in islice(variants(100_000, 7), 20_000):
        seen.add((variant.brand.name, variant.model.name, variant.colour.name))
    assert len(seen) == 20_000


def test_the_first_products_are_the_hero_in_its_colours() -> None:
    first = [(v.brand.name, v.model.name, v.colour.name, v.model.size) for v in islice(variants(200, 7), 2)]
    size = "50\N{EN DASH}20\N{EN DASH}145"
    assert first == [("Brambeck", "Alder", "Honey Tortoise", size), ("Brambeck", "Alder", "Ink", size)]
