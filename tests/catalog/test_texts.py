"""Texts come out clean, whole and bounded."""

import pytest

from engine.catalog.texts import clean_block, clean_line, cut, mend, plain, summary


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 5, "short"),
        ("abcdef", 5, "abcd…"),
        ("abc \U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1", 6, "abc…"),
        ("abe\u0301f", 4, "ab…"),
        ("a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7b", 5, "a\U0001f1e9\U0001f1ea…"),
        ("ab\U0001f44d\U0001f3fdc", 4, "ab…"),
    ],
)
def test_a_text_is_cut_between_graphemes(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


def test_a_line_loses_controls_and_keeps_its_joiners() -> None:
    assert clean_line(" a\x00\tb\u2028c \u202ed\u202c \u200bmi\u200cravam ") == "a b c d mi\u200cravam"


def test_a_block_keeps_its_line_breaks() -> None:
    assert clean_block("a\r\nb\rc\td\ue000") == "a\nb\nc d"


@pytest.mark.parametrize("text", ["Größe", "Ñandú", "â vendre", "½ Ã", "plain"])
def test_a_text_that_is_right_is_not_mended(text: str) -> None:
    assert mend(text) == text


def test_text_read_as_windows_1252_is_mended() -> None:
    assert mend("GrÃ¶ÃŸe â€“ Ã±") == "Größe – ñ"


def test_markup_becomes_plain_text_without_scripts() -> None:
    assert plain("<b>A</b><script>x</script> 1 < 2 &amp;&nbsp;3") == "A 1 < 2 & 3"


@pytest.mark.parametrize(
    ("markup", "most", "expected"),
    [
        ("<p>One. Two and more.</p>", 200, "One. Two and more."),
        ("<p>First sentence. Second sentence is long.</p>", 30, "First sentence."),
        ("<p>One sentence without an early end</p>", 24, "One sentence without…"),
    ],
)
def test_a_summary_ends_with_a_sentence_or_a_word(markup: str, most: int, expected: str) -> None:
    assert summary(markup, most) == expected
