"""JSON strings for script elements: both twins against the json module and each other."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native import jsontext as compiled
from native import pure

both = pytest.mark.parametrize("twin", [compiled, pure], ids=["compiled", "plain"])
ANY_TEXT = st.text(st.characters() | st.sampled_from("<>&'\"\\/\0\n\u2028\u2029\ud800\udfff\xff\u0100\uffff\U0001f453"))


@both
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", '""'),
        ("plain", '"plain"'),
        ("</script>", r'"\u003c/script\u003e"'),
        ("a & 'b'", r'"a \u0026 \u0027b\u0027"'),
        ('"\\', r'"\"\\"'),
        ("\b\f\n\r\t\0\x1f\x7f", r'"\b\f\n\r\t\u0000\u001f' + '\x7f"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ("caf\u00e9 \u4e2d \U0001f453", '"caf\u00e9 \u4e2d \U0001f453"'),
        ("\u00e9\u2028", '"\u00e9\\u2028"'),
        ("\u00e9\ud83d\ude00\U0001f453", '"\u00e9\\ufffd\\ufffd\U0001f453"'),
    ],
)
def test_a_text_becomes_a_literal_that_is_safe_in_a_script(twin, text, shown):
    assert twin.json_string(text) == shown


@both
@given(ANY_TEXT)
def test_a_parser_reads_the_same_text_back(twin, text):
    shown = twin.json_string(text)
    assert json.loads(shown) == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") or any(
        "\ud800" <= char < "\ue000" for char in text
    )
    assert not set("<>&'\u2028\u2029") & set(shown)
    assert shown.encode()


@given(ANY_TEXT)
@settings(max_examples=500)
def test_both_twins_write_the_same_text(text):
    shown = compiled.json_string(text)
    assert shown == pure.json_string(text)
    assert hash(shown) == hash(pure.json_string(text))


def test_twenty_thousand_random_texts_come_out_the_same():
    source = random.Random(7)
    for _ in range(20_000):
        ceiling = source.choice((0x60, 0x100, 0x3000, 0x10FFFF))
        text = "".join(chr(source.randrange(ceiling + 1)) for _ in range(source.randrange(40)))
        assert compiled.json_string(text) == pure.json_string(text)


@both
def test_only_text_is_taken(twin):
    with pytest.raises(TypeError):
        twin.json_string(b"bytes")
