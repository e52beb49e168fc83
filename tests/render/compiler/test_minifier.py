"""What is left out of the static text of a page, what stays, and which pages are left as they are."""

from random import Random
from typing import Any

import pytest

from engine.render.compiler.minifier import minify
from engine.render.compiler.tree import (
    Body,
    CallOut,
    Capture,
    For,
    Fragment,
    If,
    LengthOut,
    LoopOut,
    Node,
    Out,
    Place,
    SumOut,
    Text,
    Tree,
    Twin,
)
from engine.render.compiler.tree import Path as Steps
from tests.render.compiler.dom import shown
from tests.render.compiler.random_markup import noise, page, written

PLACE = Place("a.html", 7)
HOLE = Out(Steps(0), 1, PLACE)


def body(*parts: Any) -> Body:
    """Return a body of texts and nodes."""
    return [Text(part) if isinstance(part, str) else part for part in parts]


def either(one: Any, other: Any = "") -> Node:
    """Return a branch."""
    return If(True, body(*one) if isinstance(one, tuple) else body(one), body(other) if other else [])


def tree(*parts: Any) -> Tree:
    """Return a tree of texts and nodes."""
    return Tree(body(*parts), ("x",), 3, 1, {})


def small(*parts: Any, **options: Any) -> str:
    """Return what is written, each value as {}."""
    minified = minify(tree(*parts), "a.html", **options)
    assert minified.reason == ""
    return written(minified.tree.body, Random(1), ("{}",))


TWIN = Twin("", (), (), (), (), True, (), True, PLACE)


@pytest.mark.parametrize(
    "value",
    [
        HOLE,
        CallOut(TWIN, 1),
        LengthOut(Steps(0), PLACE),
        SumOut(Steps(0), 2, TWIN),
        LoopOut(0, 0),
        Fragment(Steps(0), 0, PLACE),
    ],
    ids=lambda node: type(node).__name__,
)
def test_the_spaces_around_a_value_stay(value: Node) -> None:
    texts = minify(tree("<p>  a ", value, " b"), "a.html").tree.body
    assert texts == body("<p>a ", value, " b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>  a \t b\r\n </p>\n\n<p>", "<p>a b</p><p>"),
        ("<b>a</b>  <b> c </b>", "<b>a</b> <b> c </b>"),
        ("<div><button>a</button>\n  <img src=b> c</div>", "<div><button>a</button>\n<img src=b> c</div>"),
        ('<a\n  title="  b\n c "   data-x = \' > \'\t>d', '<a title="  b\n c " data-x = \' > \'>d'),
        ("<br />  a  <hr/>", "<br />a<hr/>"),
        ("<pre>\n a  <b>\n</b> <!-- c --></pre>  a", "<pre>\n a  <b>\n</b> <!-- c --></pre>a"),
        ("<textarea>  a\n <p>  </textarea>  b", "<textarea>  a\n <p>  </textarea> b"),
        ("<script>  a  <  b </script>  <style> c {}  </style>", "<script>  a  <  b </script><style> c {}  </style>"),
        ('<script type="a/b+json">{ "a":  1 }</script>', '<script type="a/b+json">{ "a":  1 }</script>'),
        ("a <!-- b --> c<!---->d<!-->e", "a cde"),
        ("<!--[if IE]> a <![endif]--><!--! b -->", "<!--[if IE]> a <![endif]--><!--! b -->"),
        ("<p><!-- @license a -->  <!--#include b-->", "<p><!-- @license a --><!--#include b-->"),
        ("a &am<!-- b -->p; <<!-- c -->b>", "a &am<!-- b -->p; <<!-- c -->b>"),
        ("a < b &lt; c  <3", "a < b &lt; c <3"),
        ("<!DOCTYPE html>\n<html>\n<head>\n <meta a>\n <title> b  c </title>",
         "<!DOCTYPE html><html><head><meta a><title> b  c </title>"),
        ("a <meta b> c<link d> e", "a <meta b>c<link d> e"),
        ("<td>a&nbsp; </td>\n<td>\u00a0 b", "<td>a&nbsp;</td><td>\u00a0 b"),
        ("<svg a='0  1'>\n <path d='M0  0'/>\n</svg>", "<svg a='0  1'>\n<path d='M0  0'/>\n</svg>"),
        ("<a href=a\"b  c='  d'>", "<a href=a\"b c='  d'>"),
        ("<a =\"  b\">", "<a =\" b\">"),
        ("<a b=>  c", "<a b=> c"),
        ("漢\n字  漢", "漢\n字 漢"),
    ],
)  # fmt: skip
def test_static_text_loses_what_nobody_sees(before: str, after: str) -> None:
    assert small(before) == after


@pytest.mark.parametrize(
    ("parts", "after"),
    [
        (("<p>  ", HOLE, "  </p>  "), "<p>{}</p>"),
        (("a  ", HOLE, "  b"), "a {} b"),
        (('<a title="  ', HOLE, '  b"  c>  d'), '<a title="  {}  b" c> d'),
        (("<a  ", HOLE, "  b>"), "<a {} b>"),
        (("<p", either('  class="  a"'), ">  b"), "<p>b"),
        (("<p>  ", either("<p>  a"), "  </p>"), "<p></p>"),
        (("<script>  ", HOLE, "  </script>  <p>"), "<script>  {}  </script><p>"),
        (("<!--  ", HOLE, "  -->  <p>"), "<!--  {}  --><p>"),
        (("<div>  <li", HOLE, ">  a"), "<div><li{}> a"),
        (("<div>", HOLE, "  <li", HOLE, ">"), "<div>{} <li{}>"),
        (("<div>", HOLE, "  <li", either(" a"), "> b"), "<div>{}<li>b"),
        (("<ul>  ", For(Steps(0), 0, 0, body("  <li>  a  </li>  "), [], PLACE), "  </ul>"), "<ul></ul>"),
    ],
)
def test_values_branches_and_loops_are_passed_in_the_state_of_the_markup(parts: tuple[Any, ...], after: str) -> None:
    minified = minify(tree(*parts), "a.html")
    never = Random(1)
    never.random = lambda: 0.9  # type: ignore[method-assign]
    never.randrange = lambda *_: 0  # type: ignore[method-assign, assignment]
    assert (minified.reason, written(minified.tree.body, never, ("{}",))) == ("", after)


def test_one_space_between_rounds_of_a_loop_stays() -> None:
    loop = For(Steps(0), 0, 0, body("  ", HOLE, "  "), [], PLACE)
    minified = minify(tree("<p>", loop, "</p>"), "a.html").tree.body[1]
    assert isinstance(minified, For)
    assert minified.body == body(HOLE, " ")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((HOLE, "<p>", either('<a title="', "b")), 'a.html:7: one way ends in `<a>`, the other in text'),
        ((either("<pre>"), "  a"), "one way ends in `<pre>`, the other in text"),
        ((either("<script>", "<style>"), "  a"), "one way ends in `<script>`, the other in `<style>`"),
        (("<", HOLE, ">"), "the name of a tag is known only when the page is written"),
        (("a<!-- b",), "it ends in a comment"),
        (("<p ",), "it ends in `<p>`"),
        (("<textarea>", HOLE), "a.html:7: it ends in `<textarea>`"),
        (("<pre>",), "it ends in `<pre>`"),
        (("<a href=", either("b"), '" c">'), "one way ends in `<a>`, the other in `<a>`"),
        (("<a", either(" b"), 'c="  ">'), "what stands behind the optional part of a tag may belong to it"),
        (("<svg><![CDATA[  ]]>",), "a CDATA section is read differently in drawings and in HTML"),
        (("<script> a <!--  <script>  </script>",), "a script holds `<!--`, which changes where it ends"),
        (("<a", For(Steps(0), 0, 0, body(" b='"), [], PLACE)), "a.html:7: one way ends in `<a>`, the other in `<a>`"),
    ],
)  # fmt: skip
def test_a_page_whose_state_cannot_be_known_is_left_as_it_is(parts: tuple[Any, ...], reason: str) -> None:
    whole = tree(*parts)
    minified = minify(whole, "a.html")
    assert (minified.reason, minified.tree) == (reason, whole)


def test_what_set_holds_stays_and_must_leave_the_markup_where_it_stands() -> None:
    held = Capture(body("  a  <b>  "), 1, True)
    shown_twice = body(held, "<p>  ", Out(Steps(1), 1, PLACE), '  <i title="', Out(Steps(1), 1, PLACE), '">  c')
    assert small(*shown_twice) == '<p>{} <i title="{}"> c'
    assert minify(tree(held), "a.html").tree.body == [held]
    broken = minify(tree(Capture(body("<a "), 1, True), Out(Steps(1), 1, PLACE), '  b="  ">'), "a.html")
    assert broken.reason == "a.html:7: what `set` holds begins in text and ends in `<a>`"


def test_a_fragment_keeps_a_space_on_each_side() -> None:
    assert small("  <b>  a  </b>  ", fragment=True) == " <b> a </b> "
    assert small("  <li>  a  </li>  ", fragment=True) == "<li>a</li>"


def test_fragments_outside_of_text_must_be_left_as_they_are() -> None:
    pieces = [Fragment(Steps(0), number, PLACE) for number in range(4)]
    parts = (pieces[0], '<a title="', pieces[1], '"><pre>', pieces[2], "</pre>", Capture([pieces[3]], 1, True))
    assert minify(tree(*parts), "a.html").verbatim == {1, 2, 3}
    assert minify(tree(pieces[0], "<p "), "a.html").verbatim == {0}


def test_what_is_not_html_is_left_as_it_is() -> None:
    feed = tree("<a>  ", Fragment(Steps(0), 5, PLACE), "</a>")
    minified = minify(feed, "feed.xml")
    assert (minified.reason, minified.tree, minified.verbatim) == ("it is not HTML", feed, {5})


@pytest.mark.parametrize(
    ("styles", "reason"),
    [
        (".a{color:red}.b,.c{margin:0;white-space:pre-line}", "its styles show whitespace: `.b`"),
        ("@media print{.d { WHITE-SPACE: break-spaces }}", "its styles show whitespace: `.d`"),
        (".a{white-space:nowrap}pre,.x > textarea{white-space:pre-wrap}.b pre.c{white-space:pre}", ""),
    ],
)
def test_styles_that_show_whitespace_keep_it(styles: str, reason: str) -> None:
    assert minify(tree("<p>  a</p>"), "a.html", styles).reason == reason


@pytest.mark.parametrize(
    ("styles", "after"),
    [
        ("li{display:flex}.c{display:inline}", '<ul><li>a</li><li class="b">c</li></ul>'),
        ("ul.d li:first-child{color:red;display:inline}", '<ul><li>a</li> <li class="b">c</li></ul>'),
        ("@media print{p,.b{display:inline-block}}", '<ul><li>a</li> <li class="b">c</li></ul>'),
        ("[hidden]{display:contents}", ' <ul> <li>a</li> <li class="b">c</li> </ul> '),
    ],
)
def test_a_block_that_styles_place_in_a_line_keeps_its_spaces(styles: str, after: str) -> None:
    assert small(' <ul> <li>a</li> <li class="b">c</li> </ul> ', styles=styles, fragment=True) == after


def ways(made: Tree, values: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return some pages of a tree, whole and minified."""
    minified = minify(made, "a.html").tree
    frame = "<!doctype html><title>t</title><body>{}</body>"
    return [
        (
            frame.format(written(made.body, Random(way), values)),
            frame.format(written(minified.body, Random(way), values)),
        )
        for way in range(3)
    ]


@pytest.mark.parametrize("part", range(10))
def test_the_page_is_the_same_before_and_after(part: int) -> None:
    for seed in range(part * 40, part * 40 + 40):
        made = page(Random(seed))
        assert minify(made, "a.html").reason == ""
        for before, after in ways(made, ("v", " v ", "", "w  x")):
            assert shown(after) == shown(before), seed


@pytest.mark.parametrize("part", range(10))
def test_broken_markup_is_the_same_too_or_left_as_it_is(part: int) -> None:
    for seed in range(part * 400, part * 400 + 400):
        made = noise(Random(seed))
        if not minify(made, "a.html").reason:
            for before, after in ways(made, ("v",)):
                # A stray end tag of a block makes no element, so whitespace beside it is seen.
                if "</div" not in before and "</pre" not in before:
                    assert shown(after) == shown(before), seed
