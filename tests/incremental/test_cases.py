"""What builds on builds once got wrong -> a small shop and a small change of it for each."""

import copy
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from engine.render import compiling
from engine.render.theme import KINDS
from tests.incremental.goods import Shop
from tests.incremental.law import Bench, How, KilledError, small_parts
from tests.shop.builder import GLASSES, LIND, OVAL, Document, override, product

EXTERNAL = {"mode": "external", "url_pattern": "https://img.example/{width}/{path}"}
THEME = 'name = "mini"\nversion = "1"\n'


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with small_parts():
        yield Bench(tmp_path / "shop", tmp_path)


def shop(*products: Document, options: Mapping[str, Any] = MappingProxyType({}), **pages: str) -> Shop:
    """Return a shop whose theme shows nothing but what `pages` say of their kinds."""
    whole: dict[str, Any] = {
        "shop.name": "Lind",
        "shop.base_url": "https://lind.example",
        "theme.name": "mini",
        "images": EXTERNAL,
        "output.extras": [],
    } | dict(options)
    files = {"mini/theme.toml": THEME} | {f"mini/pages/{kind}.html": pages.get(kind, "<p></p>") for kind in KINDS}
    encoded = {name: body.encode() for name, body in files.items()}
    return Shop(list(products), [LIND], [GLASSES], [OVAL], whole, encoded)


def changed(before: Shop, **parts: Any) -> Shop:
    """Return a shop with other parts; options are added to those that it has."""
    after = copy.deepcopy(before)
    after.options |= parts.pop("options", {})
    after.files |= parts.pop("files", {})
    for name, part in parts.items():
        setattr(after, name, part)
    return after


def obeys(bench: Bench, *shops: Shop) -> None:
    """Build one shop after the other in the place of each other, and hold each to a clean build."""
    for one in shops:
        bench.write(one, settled=False)
        assert bench.step(How()) == ""
    bench.quiet(planned=True)


def test_findings_name_the_lines_that_documents_have_moved_to(bench: Bench) -> None:
    nameless = product("Alder", {"media.images": []})
    before = shop(nameless)
    obeys(bench, before, changed(before, products=[product("Birch"), nameless]))


def test_a_product_without_a_category_counts_all_products_in_its_crumbs(bench: Bench) -> None:
    alone = product("Alder", {"category_ids": []})
    before = shop(alone, product="{% for link in page.crumbs %}<p>{{ link.count }}</p>{% endfor %}")
    obeys(bench, before, changed(before, products=[alone, product("Birch")]))


def test_a_product_whose_last_sibling_goes_is_in_no_group_of_the_feed(bench: Bench) -> None:
    black, olive = (
        product("Alder", {"product_id": one, "_id": one, "specifications.frame.color": one})
        for one in ("Black", "Olive")
    )
    before = shop(black, olive)
    obeys(bench, before, changed(before, products=[black]))


@pytest.mark.parametrize(
    "options",
    [{"shop.tagline": "One line"}, {"shop.description": "What it is"}, {"pages.home_brands": 0}, {"shop.name": "Zed"}],
)
def test_the_home_page_follows_the_options_that_its_view_is_made_of(bench: Bench, options: dict[str, Any]) -> None:
    shown = (
        "<p>{{ page.title }} {{ page.description }}</p>{% for link in home.brands %}<p>{{ link.label }}</p>{% endfor %}"
    )
    before = shop(product("Alder"), home=shown)
    obeys(bench, before, changed(before, options=options))


def test_a_list_is_shared_with_the_size_of_its_first_picture(bench: Bench) -> None:
    picture = {"url": "a.jpg", "alt_text": "A", "type": "primary", "order": 0}
    sized = [
        product("Alder", {"media.images": [picture | {"dimensions": {"width": width, "height": 600}}]})
        for width in (600, 900)
    ]
    before = shop(sized[0], category="<p>{{ page.picture_width }}x{{ page.picture_height }}</p>")
    obeys(bench, before, changed(before, products=[sized[1]]))


def test_a_list_is_shared_with_the_first_picture_that_could_be_made(bench: Bench) -> None:
    def pictured(name: str, *urls: str) -> Document:
        images = [{"url": url, "alt_text": "A", "type": "angle", "order": at} for at, url in enumerate(urls)]
        return product(name, {"media.images": images, "sort_order": 1 if name == "Alder" else 2})

    local = {"images": {"mode": "local", "widths": [16], "fallback_width": 16, "formats": ["jpeg"]}}
    broken = pictured("Alder", "images/broken.jpg", "images/none.jpg")
    before = shop(broken, pictured("Birch", "images/a.jpg"), options=local, category="<p>{{ page.picture }}</p>")
    obeys(bench, before, changed(before, products=[broken, pictured("Birch", "images/b.jpg")]))


def test_a_name_that_is_a_file_and_a_folder_is_refused_by_every_build(bench: Bench) -> None:
    before = shop(product("Alder"), options={"urls.frame_shape": "/a-{slug}"})
    obeys(bench, before)
    bench.write(changed(before, files={"static/a": b"one"}), settled=False)
    assert bench.step(How()) == "PublishError"


def test_a_folder_of_products_pages_is_no_name_for_a_file(bench: Bench) -> None:
    before = shop(product("Alder"))
    for name in ("static/products", "static/products/lind-alder", "static/products/lind-alder/index.html/a"):
        bench.write(changed(before, files={name: b"one"}), settled=False)
        assert bench.step(How()) == "PublishError"


def test_a_theme_that_names_assets_is_compiled_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop(product("Alder"), not_found='<p>{{ asset("note.txt") }}</p>')
    before.files["mini/assets/note.txt"] = b"one"
    obeys(bench, before)
    monkeypatch.setattr(compiling, "compile_programs", None)
    obeys(bench, changed(before, products=[product("Alder"), product("Birch")]))


def test_reference_data_that_decides_nothing_of_products_leaves_the_snapshot(bench: Bench) -> None:
    before = shop(product("Alder"))
    bench.write(before, settled=True)
    assert bench.step(How()) == ""
    bench.write(changed(before, categories=[override(GLASSES, {"description": "Told at length"})]), settled=False)
    assert bench.step(How()) == ""
    bench.quiet(planned=True)


def test_a_plan_that_a_killed_build_has_left_names_no_products(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop(product("Alder", {"seo.slug": "alder"}))
    bench.write(before, settled=True)
    assert bench.step(How()) == ""
    real = os.replace

    def killed(source: str, target: str) -> None:
        if target.endswith("/basis"):
            raise KilledError
        real(source, target)

    taken = changed(
        before, options={"urls.page": "/products/al{slug}"}, files={"content/der.md": b'+++\ntitle = "A"\n+++\n'}
    )
    bench.write(taken, settled=True)
    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KilledError):
        bench.build(How())
    monkeypatch.undo()
    bench.write(before, settled=True)
    assert bench.step(How()) == ""


def test_a_page_of_a_list_says_at_which_product_it_begins(bench: Bench) -> None:
    birds = [product(name) for name in ("Alder", "Birch", "Cedar", "Douglas")]
    before = shop(*birds, category="<p>{{ listing.first }}</p>", options={"pages.per_page": 3})
    obeys(bench, before, changed(before, products=birds[:3], options={"pages.per_page": 2}))
