"""The comparison with other tools: its data, edits and checker, held together by a site that plain Jinja2 builds."""

import gc
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.peers import limit
from benchmarks.peers.check import Rules, check_site
from benchmarks.peers.columns import HERE
from benchmarks.peers.edit import edit_products, spread
from benchmarks.peers.expect import load_shop
from benchmarks.peers.generate import write_data
from benchmarks.peers.plot import COLORS, draw
from benchmarks.peers.table import table

PRODUCTS = 30
CARD = re.compile(r'(?s)<article class="card">.*?</article>')
VICTIM = 7  # the product whose page is damaged


def build(data: Path, site: Path) -> None:
    """Build the site of a data folder as the column of plain Jinja2 does."""
    script = HERE / "projects/jinja/build.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [str(script), str(data / "flat"), str(site)])
        try:
            runpy.run_path(str(script), run_name="__main__")
        finally:
            gc.enable()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder and its site."""
    folder = tmp_path_factory.mktemp("comparison")
    write_data(folder / "data", PRODUCTS)
    build(folder / "data", folder / "site")
    return folder / "data", folder / "site"


def test_what_plain_jinja_builds_is_right(made: tuple[Path, Path]) -> None:
    verdict = check_site(*made)
    lists = len(load_shop(made[0]).listings)
    assert (verdict.faults, verdict.pages, verdict.parsed) == ((), PRODUCTS + lists + 1, PRODUCTS + lists + 1)


def test_the_same_arguments_give_the_same_data(made: tuple[Path, Path], tmp_path: Path) -> None:
    write_data(tmp_path, PRODUCTS)
    files = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.json*"))
    assert len(files) == 8
    assert [name for name in files if (tmp_path / name).read_bytes() != (made[0] / name).read_bytes()] == []


def test_documents_say_what_flat_records_say(made: tuple[Path, Path]) -> None:
    lines = (made[0] / "catalog/products.jsonl").read_text(encoding="utf-8").splitlines()
    for record, line in zip(load_shop(made[0]).products, lines, strict=True):
        document = json.loads(line)
        price = document["price"]
        charged = price.get("discounted_price", price["base_price"])
        assert [round(charged * 100), document["name"], document["seo"]["slug"], document["description"]] == [
            record["cents"],
            record["name"],
            record["slug"],
            record["body"],
        ]


def price(site: Path, slug: str) -> None:
    change(site / "p" / slug / "index.html", r'(<p class="price">\$)\d', r"\g<1>8")


def structured_price(site: Path, slug: str) -> None:
    change(site / "p" / slug / "index.html", r'"price": "\d', '"price": "8')


def canonical(site: Path, slug: str) -> None:
    change(
        site / "p" / slug / "index.html", r'rel="canonical" href="https://shop.example/p/', 'rel="canonical" href="/q/'
    )


def title(site: Path, slug: str) -> None:
    change(site / "p" / slug / "index.html", r"<title>", "<title>Sale: ")


def related_card(site: Path, slug: str) -> None:
    change(site / "p" / slug / "index.html", r'(<p class="card-price">\$)\d', r"\g<1>8")


def inside(site: Path, slug: str) -> None:
    change(site / "p" / slug / "index.html", r"</main>", "<!-- INTERNAL-NOTE --></main>")


def page(site: Path, slug: str) -> None:
    shutil.rmtree(site / "p" / slug)


def list_card(site: Path, _: str) -> None:
    change(site / "c/sunglasses/index.html", CARD.pattern, "")


def home_card(site: Path, _: str) -> None:
    change(site / "index.html", r'<p class="card-rating">\d', '<p class="card-rating">9')


def day(site: Path, slug: str) -> None:
    change(site / "sitemap.xml", rf"({slug}/</loc><lastmod>)\d{{4}}", r"\g<1>1999")


def address(site: Path, slug: str) -> None:
    change(site / "sitemap.xml", rf"<url><loc>[^<]*{slug}/</loc><lastmod>[^<]*</lastmod></url>", "")


def search(site: Path, slug: str) -> None:
    change(site / "search-index.json", rf'("id":"{slug}","n":")', r"\1x")


def style(site: Path, _: str) -> None:
    (site / "assets/site.css").unlink()


def change(path: Path, pattern: str, text: str) -> None:
    """Replace the first place that a pattern finds, which must be there."""
    raw, count = re.subn(pattern, text, path.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path.write_text(raw, encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (price, "price: '$8"),
        (structured_price, "ld_product: price: '8"),
        (canonical, "canonical: '/q/"),
        (title, "title: 'Sale: "),
        (related_card, "related: price: '$8"),
        (inside, "shows 'INTERNAL-'"),
        (page, "no page"),
        (list_card, "cards: "),
        (home_card, "featured: rating: '9"),
        (day, "is of '1999"),
        (address, "is missing"),
        (search, "n: 'x"),
        (style, "'/assets/site.css' is no file"),
    ],
)
def test_damage_is_noticed(
    made: tuple[Path, Path], tmp_path: Path, damage: Callable[[Path, str], None], said: str
) -> None:
    data, site = made[0], tmp_path / "site"
    shutil.copytree(made[1], site)
    damage(site, load_shop(data).products[VICTIM]["slug"])
    faults = check_site(data, site).faults
    assert faults
    assert said in faults[0]


def test_a_page_that_still_shows_the_old_card_of_an_edited_product_is_noticed(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    shutil.copytree(made[0], tmp_path / "data")
    shutil.copytree(made[1], tmp_path / "stale")
    slugs = edit_products(tmp_path / "data", spread(PRODUCTS, 2))
    build(tmp_path / "data", tmp_path / "site")
    assert check_site(tmp_path / "data", tmp_path / "site", Rules(sample=1), slugs).faults == ()
    for fresh in ("sitemap.xml", "search-index.json", *(f"p/{slug}/index.html" for slug in slugs)):
        shutil.copyfile(tmp_path / "site" / fresh, tmp_path / "stale" / fresh)
    faults = check_site(tmp_path / "data", tmp_path / "stale", Rules(sample=1), slugs).faults
    assert {fault.split(": ")[1] for fault in faults} == {"cards", "related"}


def test_related_products_of_a_tools_own_choice_must_be_others(made: tuple[Path, Path], tmp_path: Path) -> None:
    data, site = made[0], tmp_path / "site"
    shutil.copytree(made[1], site)
    slug = load_shop(data).products[VICTIM]["slug"]
    path = site / "p" / slug / "index.html"
    text = path.read_text(encoding="utf-8")
    cards = CARD.findall(text)
    path.write_text(text.replace(cards[0], cards[1]), encoding="utf-8")
    assert "related: " in check_site(data, site, Rules(own_related=True)).faults[0]
    home = CARD.findall((site / "index.html").read_text(encoding="utf-8"))
    other = next(card for card in home if slug not in card and card not in cards)
    path.write_text(text.replace(cards[0], other), encoding="utf-8")
    assert check_site(data, site, Rules(own_related=True)).faults == ()
    assert "related: " in check_site(data, site).faults[0]


def test_the_table_gives_the_least_of_each_phase_and_no_figure_to_what_is_wrong() -> None:
    row = {"column": "hugo", "phase": "cold", "wall_s": [9, 8], "cpu_s": [16, 20], "memory_mib": [100, 90]}
    rest = {"processes": 1, "right": True, "faults": [], "pages": 3, "bytes": 5_000_000}
    rows = [
        {**row, **rest},
        {**row, **rest, "column": "ours", "wall_s": [2, 1], "cpu_s": [2, 3]},
        {**row, **rest, "column": "ours", "phase": "one", "wall_s": [0.5], "cpu_s": [0.25]},
        {**row, **rest, "column": "hugo", "phase": "one", "right": False},
        {**row, **rest, "column": "other", "right": False},
    ]
    lines = table(rows).splitlines()
    assert lines[2:5] == [
        "| hugo | 8.00 | 16.00 | 100 | 3 | 5 | 1.0 | 1.0 | - | right |",
        "| ours | 1.00 | 2.00 | 100 | 3 | 5 | 8.0 | 8.0 | - | right |",
        "| other | - | - | - | - | - | - | - | - | wrong |",
    ]
    assert lines[-2:] == ["| ours | 0.50 / 0.25 |", "| hugo | wrong |"]


def test_the_plot_is_a_picture_with_every_line_named() -> None:
    rows = [{"column": name, "phase": "cold", "wall_s": [2, 1], "memory_mib": [50], "right": True} for name in COLORS]
    picture = draw([{"products": size, "results": rows} for size in (1_000, 10_000)])
    texts = [node.text for node in etree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
    assert [name for name in COLORS if f"{name} 1" not in texts] == []
    assert {"1,000", "10,000", "Wall time of a cold build, s"} <= set(texts)


def test_memory_of_all_processes_of_a_command_is_measured(tmp_path: Path) -> None:
    hold = "held = bytearray(40 << 20); import time; time.sleep(0.4)"
    script = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; child.wait()"
    words = [sys.executable, "-I", "-S", str(HERE / "measure.py"), "--log", str(tmp_path / "log"), "--"]
    done = subprocess.run([*words, sys.executable, "-c", script], capture_output=True, text=True, check=True)
    measure = json.loads(done.stdout)
    assert (measure["code"], measure["processes"], measure["left_behind"]) == (0, 2, 0)
    assert measure["memory_mib"] > 80


def test_a_command_that_takes_too_long_is_ended() -> None:
    words = [sys.executable, "-I", "-S", str(HERE / "measure.py"), "--timeout", "0.2", "--", "sleep", "60"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert [json.loads(done.stdout)[key] for key in ("code", "left_behind")] == [None, 1]


def test_the_write_limit_writes_the_same_files(made: tuple[Path, Path], tmp_path: Path) -> None:
    limit.pack(made[1], tmp_path / "packed")
    (tmp_path / "again").mkdir()
    subprocess.run(limit.command(tmp_path, tmp_path / "packed", tmp_path / "again").words, check=True)
    assert _files(tmp_path / "again") == _files(made[1])


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
