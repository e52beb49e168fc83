"""Descriptions come out as paragraphs, flat lists and emphasis, whatever went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from engine.catalog.richtext import MOST, rich_text, shortened

PIECES = ["<p>", "</p>", "<b>", "</b>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<div>", "</div>", "<h2>", "</h2>"]
PIECES += [
    "<br>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "<em>",
    "</em>",
    "text ",
    "&amp;",
    "&lt;",
    "<script>x</script>",
    "<i",
]
INLINE = {"b", "em", "strong", "i", "br", "u", "s", "small", "sub", "sup", "code"}


@pytest.mark.parametrize(
    ("given_text", "expected", "code"),
    [
        ("One line", "<p>One line</p>", ""),
        ("A & B\nC", "<p>A &amp; B C</p>", ""),
        ("Tom &amp; Jerry &bull; x", "<p>Tom &amp; Jerry • x</p>", ""),
        ("Intro\n- One\n- Two\nOutro", "<p>Intro</p><ul><li>One</li><li>Two</li></ul><p>Outro</p>", ""),
        ("<p>One</p>\n<ul><li>Two</li></ul>", "<p>One</p><ul><li>Two</li></ul>", ""),
        ("<p></p><p>One</p>", "<p>One</p>", ""),
        ("<h2>Size</h2>Medium", "<p><strong>Size</strong></p><p>Medium</p>", "html_repaired"),
        ("<b><p>One</p></b>", "<p><b>One</b></p>", "html_repaired"),
        ("<p>a<b>b<i>c</b>d</i></p>", "<p>a<b>b<i>c</i></b><i>d</i></p>", "html_repaired"),
        ("<li>One<ol><li>Two</ol>", "<ul><li>One</li></ul><ol><li>Two</li></ol>", "html_repaired"),
        ("<p onclick=x>One</p>", "<p>One</p>", "html_unsafe"),
        ("<p><a href='javascript:x'>One</a></p>", "<p>One</p>", "html_unsafe"),
        ("1 < 2", "<p>1 &lt; 2</p>", "html_repaired"),
    ],
)
def test_a_description_is_rebuilt(given_text: str, expected: str, code: str) -> None:
    assert rich_text(given_text) == (expected, code)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_nesting_comes_out_valid(markup: str) -> None:
    result, _ = rich_text(markup)
    if not result:
        return
    body = lxml_html.fragment_fromstring(result, create_parent="div")
    assert not (body.text or "").strip()
    for block in body:
        assert block.tag in ("p", "ul", "ol")
        assert not (block.tail or "").strip()
        items = [block] if block.tag == "p" else list(block)
        assert items and all(item.tag == ("p" if block.tag == "p" else "li") for item in items)
        assert {element.tag for item in items for element in item.iterdescendants()} <= INLINE


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_what_comes_out_stays_as_it_is(markup: str) -> None:
    once, _ = rich_text(markup)
    assert not once or rich_text(once)[0] == once


def test_a_long_description_is_cut_outside_a_tag() -> None:
    assert shortened("x " * MOST + "<b>") == ("x " * MOST)[: MOST - 1]
    assert shortened("word " * (MOST // 5 - 1) + "<img src='" + "y" * 99).endswith("word")
