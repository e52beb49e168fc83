"""The plain twin of links.pyx: what needs no encoding in an address, said in regular expressions."""

import re

STEM, FOLDER, PATH = range(3)

_ORIGIN = r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]+)?/)?"
_FOLDERS = r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*"
_STEM, _ENDING = "[A-Za-z0-9-]+", r"\.[A-Za-z0-9]+"
_PLAIN = {
    STEM: f"{_ORIGIN}{_FOLDERS}({_STEM}){_ENDING}",
    FOLDER: f"{_ORIGIN}({_FOLDERS}{_STEM}){_ENDING}",
    PATH: f"{_ORIGIN}({_FOLDERS}{_STEM}{_ENDING})",
}


def plain_part(reference: str, part: int) -> str | None:
    """Return the stem, its folders too, or the whole path of a reference that needs no encoding; else None."""
    found = re.fullmatch(_PLAIN[part], reference)
    return found[1] if found is not None else None
