"""Run-time HTML minifying: both twins, each against the standard library's parser and the other."""

import random
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native import minify as compiled
from native import pure
from native.tags import BLOCK_TAGS

both = pytest.mark.parametrize("twin", [compiled, pure], ids=["compiled", "plain"])
PIECES = [
    *(
        " ",
        "  ",
        "\n",
        "\t",
        "a",
        "word",
        "\u00e9\u4e2d",
        "\u00a0",
        "&nbsp;",
        "&amp;",
        "&lt;",
        "<",
        ">",
        '"',
        "'",
        "=",
        "/",
    ),
    *(
        "!",
        "--",
        "<p>",
        "</p>",
        "<P CLASS=x>",
        "<div title=' a  b '>",
        "</div>",
        "<b>",
        "</b>",
        "</a>",
        "<br>",
        "<br/>",
    ),
    *('<a href="x" title="a > b  c">', "<ul>", "<li>", "</li>", "</ul>", "<pre>", "</pre>", "<pre\t>", "<x-y>"),
    *(
        "<textarea>",
        "</textarea>",
        "<TEXTAREA >",
        "<script>",
        "</script>",
        "</scripty>",
        "<blockquote>",
        "</blockquote>",
    ),
    *(
        "<!-- c -->",
        "<!---->",
        "<!-->",
        "<!--->",
        "<!--",
        "-->",
        "--!>",
        "<!--!>",
        "<!doctype html>",
        "<!x>",
        "<?php ?>",
    ),
    *("</ x>", "</>", "<img alt='  '>", '<b x="', "<b x='", "<b x=y/>", "<b =x>", "<b x = y >", "<b x=>"),
    "<bloc\u212aquote>",  # lower-cased by the rules of Unicode it would be a block
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


class Shape(HTMLParser):
    """What a reader of the page sees: tags in order, the words between block tags, and the text inside pre."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.kept, self.pre = [], [], [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))
        self.text.append("\n" if tag in BLOCK_TAGS else "")
        self.pre += tag == "pre"

    def handle_endtag(self, tag):
        self.tags.append(tag)
        self.text.append("\n" if tag in BLOCK_TAGS else "")
        self.pre -= tag == "pre"

    def handle_data(self, data):
        (self.kept if self.pre else self.text).append(data)

    def seen(self):
        # Of whitespace only ASCII's collapses: a no-break space is a letter here.
        words = "".join(self.text).replace("\u00a0", "\ue000").split()
        return self.tags, words, "".join(self.kept)


@both
@pytest.mark.parametrize(
    ("html", "small"),
    [
        ("", ""),
        ("  ", ""),
        (" a \n\t b ", "a b"),
        ("<p> a </p>\n <p>b</p>", "<p>a</p><p>b</p>"),
        ("a <b> c </b> d", "a <b> c </b> d"),
        ("a <!-- x --> b<!-- y -->", "a b"),
        ("a <!-- x --></p>", "a</p>"),
        ("a <br> b", "a<br>b"),
        ("<pre>  a\n <b> x </b><!-- c --></pre> b", "<pre>  a\n <b> x </b><!-- c --></pre>b"),
        ("<textarea>  a <p> </textarea>  b", "<textarea>  a <p> </textarea> b"),
        ('<a title=" a  > b ">x</a>', '<a title=" a  > b ">x</a>'),
        ("<img> <img>", "<img> <img>"),
        ("a\u00a0 \u00a0b", "a\u00a0 \u00a0b"),
        ("1 < 2 <<!-- -->b>", "1 &lt; 2 &lt;b>"),
        ("<p>a <b x='", "<p>a"),
        ("a <!-- b", "a"),
        ("<UL> <LI> a </UL>", "<UL><LI>a</UL>"),
    ],
)
def test_whitespace_and_comments_go_and_the_rest_stays(twin, html, small):
    assert twin.minify_html(html) == small


@both
@settings(max_examples=300)
@given(SOUP)
def test_a_reader_of_sanitised_html_sees_the_same(twin, soup):
    clean = nh3.clean(soup, strip_comments=False)
    small = twin.minify_html(clean)
    assert Shape(small).seen() == Shape(clean).seen()
    assert len(small) <= len(clean)


@settings(max_examples=500)
@given(SOUP | st.text())
def test_both_twins_write_the_same_html_once_and_for_all(soup):
    small = compiled.minify_html(soup)
    assert small == pure.minify_html(soup)
    assert compiled.minify_html(small) == small


@settings(max_examples=300)
@given(SOUP)
def test_no_markup_comes_out_that_a_sanitiser_would_not_have_seen(soup):
    small = compiled.minify_html(soup)
    assert Shape(nh3.clean(small)).seen()[0] == Shape(nh3.clean(soup)).seen()[0]


def test_twenty_thousand_soups_come_out_the_same():
    source = random.Random(11)
    for _ in range(20_000):
        soup = "".join(source.choices(PIECES, k=source.randrange(30)))
        cut = soup[: source.randrange(len(soup) + 1)]
        assert compiled.minify_html(cut) == pure.minify_html(cut)


@both
def test_half_a_surrogate_pair_comes_through(twin):
    assert twin.minify_html("<p> \ud800 </p>") == "<p>\ud800</p>"


def test_long_torn_input_takes_no_more_than_its_length_in_steps():
    for piece in ("<!--", '<a b="', "<script>", "</", "<!", "<a b", "<a =", "<b a=x "):
        soup = piece * 20_000
        assert compiled.minify_html(soup) == pure.minify_html(soup)
