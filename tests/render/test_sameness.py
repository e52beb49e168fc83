"""A catalog with every kind of damage -> its pages by the machine: Jinja2's bytes, and minified the same documents."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.catalog.demo import write_catalog
from engine.render.theme import KINDS
from tests.catalog.damage import DAMAGES
from tests.catalog.shelf import good
from tests.render.compiler.dom import shown
from tests.render.sameness import SHOPS, compare, pictured


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some products of the demo catalog with their pictures, and one for each kind of damage."""
    folder = tmp_path_factory.mktemp("sameness") / "catalog"
    write_catalog(folder, 16, pictures=6, width=64)
    with (folder / "products.jsonl").open("a") as file:
        for number, damage in enumerate(DAMAGES):
            tree = good() | {"product_id": f"d{number}"}
            damage.harm(tree)
            file.write(json.dumps(tree | {"_id": {"$oid": f"{number:024x}"}}) + "\n")
    return folder


@pytest.mark.parametrize("theme", SHOPS)
def test_every_page_is_that_of_jinja_and_minified_the_same_document(theme: str, catalog: Path, tmp_path: Path) -> None:
    config = pictured(SHOPS[theme](tmp_path / theme), "local" if theme == "modern-minimal" else "external")
    told = compare(replace(config, catalog=replace(config.catalog, source=str(catalog))))
    assert told.differences == []
    assert told.documents == sum(told.pages.values()) > 80
    assert told.minified < told.bytes
    if theme == "modern-minimal":
        assert told.pages.keys() == set(KINDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a <b>b</b>", "<p>a<b>b</b>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<textarea> a</textarea>", "<textarea>a</textarea>"),
        ("<script>a  b</script>", "<script>a b</script>"),
        ("<a title='a  b'>c</a>", "<a title='a b'>c</a>"),
        ("<img alt='' src=a>", "<img src=a>"),
        ("<!DOCTYPE html><p>a", "<p>a"),
        ("<style>.a li { display: inline-flex }</style><ul class=a><li>a</li> <li>b</ul>",
         "<style>.a li { display: inline-flex }</style><ul class=a><li>a</li><li>b</ul>"),
        ("<style>p { white-space: pre-line }</style><p>a\nb", "<style>p { white-space: pre-line }</style><p>a b"),
        ("<template><b>a</b> b</template>", "<template><b>a</b>b</template>"),
    ],
)  # fmt: skip
def test_documents_that_look_different_are_different(one: str, other: str) -> None:
    assert shown(one) != shown(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<ul>\n <li> a </li>\n</ul>", "<ul><li>a</ul>"),
        ("<p>a \n b<!-- c --></p>", "<p>a b</p>"),
        ("<table>\n<tr>\n<td>a\n</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<a  b='c'\n>d</a >", '<a b="c">d</a>'),
        ("<style>li:hover { display: none }</style><ul><li>a</li> <li>b</ul>",
         "<style>li:hover { display: none }</style><ul><li>a</li><li>b</ul>"),
    ],
)  # fmt: skip
def test_documents_that_differ_in_what_nobody_sees_are_the_same(one: str, other: str) -> None:
    assert shown(one) == shown(other)
