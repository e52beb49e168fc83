"""What surely needs no cleaning: both twins against each other, and against what cleans."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.catalog import richtext
from engine.catalog.pictures import picture_source
from engine.catalog.texts import clean_block, clean_line
from native import clean, pure_clean
from native.tags import INLINE_TAGS

both = pytest.mark.parametrize("twin", [clean, pure_clean], ids=["compiled", "plain"])
CHARS = st.sampled_from("aé−Ã©â€\u00a0\u00ad\u2003\u3000\u2028\ufeff\U0001f600\ue000\ud800\x7f\x85 \t\n\r\x00|<&>=")
TEXT = st.text(CHARS, max_size=12) | st.text(max_size=12)
LINKS = st.lists(st.sampled_from(["http", "https", ":", "/", "//", "a", "x.jpg", ".", "~", "%2e", "@", " ", "\\"]))
TAGS = [f"<{end}{name}>" for name in (*sorted(INLINE_TAGS), "p", "ul", "ol", "li", "br") for end in ("", "/")]
PIECES = [
    *TAGS,
    *("a", "b c", " ", "\n", "  ", "é", "−", "\u00a0", "&amp;", "&lt;", "&nbsp;", "&quot;", "&", "{{", "="),
]
SOUP = st.lists(st.sampled_from([*PIECES, "<P>", "<p >", "<div>", "<h1>", ">", "<", "\ud800"]), max_size=25).map(
    "".join
)
WORDS = st.sampled_from(["a", " b", "c ", " ", "\n", "d &amp; e", "−6", "<br>", "x<br> y", "{% f"])


def nested(inner):
    return st.builds(lambda name, text: f"<{name}>{text}</{name}>", st.sampled_from(sorted(INLINE_TAGS)), inner)


INLINE = st.recursive(WORDS, lambda inner: nested(inner) | st.lists(inner, min_size=1, max_size=4).map("".join))
PARAGRAPH = INLINE.map("<p>{}</p>".format)
ITEMS = st.lists(INLINE.map(" <li>{}</li>\n".format), max_size=3).map("".join)
LISTS = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["ul", "ol"]), ITEMS)
NEARLY = st.lists(PARAGRAPH | LISTS | st.sampled_from(["\n", " ", "a"]), max_size=5).map("".join)


def slowly(text):
    """Return what the sanitiser and the builder make of a description."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(richtext, "tidy_html", lambda _: None)
        return richtext.rich_text(text)


@settings(max_examples=500)
@given(SOUP | NEARLY)
@example("<p><b> </b>x</p>")
@example("<p> <b>x</b> </p>\n<ul>\n <li>a <i>b</i></li></ul>")
@example("<p>a <b><i>b</i> c</b><br>d</p>")
def test_tidy_html_is_what_the_slow_way_gives(text):
    found = clean.tidy_html(text)
    assert found == pure_clean.tidy_html(text)
    if found is not None:
        assert (found, "") == (slowly(text)[0].replace("{<wbr>", "{"), slowly(text)[1])


@both
@pytest.mark.parametrize(
    ("html", "tidy"),
    [
        ("<p>a</p>", "<p>a</p>"),
        (" <p> a  b\n c </p>\n\n<p>d</p> ", "<p>a b c</p><p>d</p>"),
        ("<ul>\n <li>a</li>\n <li><b>b</b> c</li>\n</ul>", "<ul><li>a</li><li><b>b</b> c</li></ul>"),
        ("<p>a <strong>b</strong> <br> c &amp; − é</p>", "<p>a <strong>b</strong><br>c &amp; − é</p>"),
        ("", None),
        ("a", None),
        ("<p></p>", None),
        ("<p>a</p>b", None),
        ("<p>a<p>b", None),
        ("<p><b>a</p></b>", None),
        ("<p><b></b>a</p>", None),
        ("<p><b> a</b></p>", None),
        ("<p>a<br></p>", None),
        ("<ul><li>a</ul>", None),
        ("<ul></ul>", None),
        ("<ul><li><p>a</p></li></ul>", None),
        ("<p>a & b</p>", None),
        ("<p>a = b</p>", None),
        ("<p>a\u00a0b</p>", None),
        ("<p>a\x85b</p>", None),
        ("<p class=x>a</p>", None),
        ("<P>a</P>", None),
    ],
)
def test_only_what_is_surely_tidy_is_minified(twin, html, tidy):
    assert twin.tidy_html(html) == tidy


@given(st.lists(st.none() | TEXT | st.tuples(TEXT, TEXT), max_size=4))
def test_clean_lines_are_left_as_they_are(lines):
    found = clean.are_clean_lines(lines)
    assert found == pure_clean.are_clean_lines(lines)
    if found:
        texts = [text for line in lines for text in (line if isinstance(line, tuple) else (line or "",))]
        assert list(map(clean_line, texts)) == texts


@given(TEXT)
def test_a_clean_text_is_left_as_it_is(text):
    found = clean.is_clean_text(text)
    assert found == pure_clean.is_clean_text(text)
    if found:
        assert clean_block(text) == text.strip()


@settings(max_examples=500)
@given(st.lists(LINKS.map("".join) | TEXT, max_size=2))
def test_clean_links_are_left_as_they_are(links):
    found = clean.are_clean_links(links)
    assert found == pure_clean.are_clean_links(links)
    if found:
        assert [picture_source(link) for link in links] == links


@both
@pytest.mark.parametrize("link", ["https://x.example/a-b.jpg?v=1", "http://x-1.example/", "a b/c(1).jpg"])
def test_a_plain_address_or_path_is_clean(twin, link):
    assert twin.are_clean_links([link])


@pytest.mark.parametrize("function", [clean.are_clean_lines, clean.are_clean_links])
def test_what_is_no_list_of_text_is_refused(function):
    with pytest.raises(TypeError):
        function([b"a"])
    with pytest.raises(TypeError):
        function(None)
