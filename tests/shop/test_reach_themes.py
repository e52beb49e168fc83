"""One edit of a file of a theme -> the pages that read it are made again, each of them has changed, and no others.

Which pages those are is said here for each edit, and told by the report; a clean build says whether any is missing.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from engine.pipeline.manifest import NAME, read_manifest
from engine.render.theme import KINDS
from tests.shop.builder import OVAL, override, product, run, write_shop

ROOT = Path(__file__).parents[2]
THEMES = {"modern-minimal": ROOT / "themes/modern-minimal", "lumen": ROOT / "benchmarks/peers/shop/lumen"}
SHAPES = {"Alma": "round", "Bror": "round", "Cato": "square", "Dora": "square"}
FITS = {"face_shape_compatibility.heart": {"score": 0.8, "confidence": 0.8, "reasons": ["keeps the balance"]}}
SHOP = [product(name, {"specifications.frame.shape": shape, **FITS}) for name, shape in SHAPES.items()]
HEART = {"_id.$oid": "f0f0f0f0f0f0f0f0f0f0f002", "compatibility_id": "heart", "face_shape": "heart"}
CONTENT = {
    "about.md": '+++\ntitle = "About"\n+++\nUs.\n',
    "guides/care.md": '+++\ntitle = "Care"\n+++\nWater.\n',
}
ALL = set(KINDS)
LISTS = {"category", "brand", "frame_shape", "face_shape"}
CARDS = LISTS | {"home", "product"}
PROSE = {"guide", "page"}
PLAIN = ALL - CARDS
EDITS = [
    ("modern-minimal", "layouts/page.html", '<main id="main">', ALL),
    ("modern-minimal", "layouts/list.html", '<div class="title bet">', LISTS),
    ("modern-minimal", "layouts/entry.html", '<div class="wrap">', PROSE),
    ("modern-minimal", "components/crumbs.html", '<nav class="crumbs s"', ALL - {"home", "not_found"}),
    ("modern-minimal", "components/product-card.html", '<li class="card', CARDS),
    ("modern-minimal", "components/price.html", '<p class="n', CARDS),
    ("modern-minimal", "components/measures.html", '<dl class="g mm"', {"home", "product", "sizes"}),
    ("modern-minimal", "components/cells.html", '<ul class="cells', {"home", "shapes", "frame_shape", "face_shape"}),
    ("modern-minimal", "sections/suits.html", '<section class="sec', {"product"}),
    ("modern-minimal", "sections/hero.html", '<section class="hero', {"home"}),
    ("modern-minimal", "sections/steps.html", '<section class="sec', {"sizes"}),
    ("modern-minimal", "sections/matrix.html", '<section class="sec', {"faces"}),
    ("modern-minimal", "pages/not_found.html", "<h1", {"not_found"}),
    ("lumen", "layouts/document.html", '<main id="main">', ALL),
    ("lumen", "layouts/list.html", '<p class="count">', LISTS),
    ("lumen", "layouts/plain.html", '<p class="lead">', PLAIN),
    ("lumen", "components/tell.html", '<meta property="og:title"', ALL),
    ("lumen", "components/card.html", '<article class="card">', CARDS),
    ("lumen", "components/price.html", "{{ price.text }}", CARDS),
    ("lumen", "components/picture.html", "<picture>", {"product"}),
    ("lumen", "components/graph.html", '"sku":', {"product"}),
    ("lumen", "pages/home.html", '<section class="brands">', {"home"}),
    ("lumen", "outputs/record.json", '"id":', {"search-index.json"}),
]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A built shop for each theme, with a copy of it that edits are made in one after the other."""
    made = {}
    for name, theme in THEMES.items():
        made[name] = folder = tmp_path_factory.mktemp(name)
        write_shop(folder, SHOP, config='[theme]\nname = "mine"', content=CONTENT, faces=(OVAL, override(OVAL, HEART)))
        shutil.copytree(theme, folder / "mine")
        run(folder)
    return made


@pytest.mark.parametrize(
    ("theme", "name", "text", "kinds"), EDITS, ids=[f"{theme}-{name}" for theme, name, *_ in EDITS]
)
def test_an_edit_makes_the_pages_again_that_read_the_file(
    shops: dict[str, Path], theme: str, name: str, text: str, kinds: set[str]
) -> None:
    assert remade(shops[theme], name, text, _longer(text)) == kinds


def test_a_card_in_one_more_form_makes_the_pages_again_that_show_it(shops: dict[str, Path]) -> None:
    grid = '<ul class="grid">'
    more = '{{ product_card(cards[0], "1px") if cards }}' + grid
    assert remade(shops["modern-minimal"], "sections/shelf.html", grid, more) == {"home"}


def remade(folder: Path, name: str, old: str, new: str) -> set[str]:
    """Edit a file of a theme and build; return the kinds of files that were made again, all of which have changed."""
    before = run(folder).files
    file = folder / "mine" / name
    source = file.read_text(encoding="utf-8")
    assert old in source
    file.write_text(source.replace(old, new, 1), encoding="utf-8")
    built = run(folder)
    told = {kind: sum(why.values()) for kind, why in built.report.remade.items()}
    assert told == Counter(kind for path, kind in _kinds(folder).items() if before[path] != built.files[path])
    assert built.files == run(folder, full=True).files
    return {kind.removeprefix("output ") for kind in told}


def _longer(text: str) -> str:
    """Return a text of a template with something more to be seen."""
    if text.startswith("<"):
        tag, rest = text[1:].rstrip(">").partition(" ")[::2]
        return f"<{tag} data-edited {rest}{'>' if text.endswith('>') else ''}"
    return f"x{text}" if text.startswith("{") else f'"edited":1,{text}'


def _kinds(folder: Path) -> dict[str, str]:
    """Return the kind of each file of the site."""
    manifest = read_manifest(str(folder / ".storeloom" / NAME))
    assert manifest is not None
    products = (manifest.product_file(row) for row in range(len(manifest.products.texts("slug"))))
    others = dict(zip(manifest.files.texts("path"), manifest.files.texts("kind"), strict=True))
    return {**dict.fromkeys(products, "product"), **others}
