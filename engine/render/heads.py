"""Lists -> their headings, and a title and a description each that no other list has."""

from collections.abc import Sequence

from engine.catalog.product import Reference
from engine.plan.model import EVERYTHING, List
from engine.render.wording import Wording

SHORT = 50  # a description that says too little


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut between words."""
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    if len(text) <= most:
        return text
    short = text[: most - 1]
    return (short.rsplit(" ", 1)[0] if " " in short else short).rstrip(" ,;:.-–") + "…"


def list_heads(lists: Sequence[List], reference: Reference, texts: Wording) -> tuple[tuple[str, str], ...]:
    """Return title and description of every list; one that an earlier list has gains the list's slug."""
    titles: set[str] = set()
    descriptions: set[str] = set()
    heads = []
    for one in lists:
        title = _apart(_own(one, reference)[0] or _title(one, texts), one, titles)
        heads.append((title, _apart(_description(one, reference, texts), one, descriptions)))
    return tuple(heads)


def list_name(one: List, texts: Wording) -> str:
    """Return what a link to a list says."""
    return texts["titles"]["everything"] if (one.kind, one.key) == ("category", EVERYTHING) else one.name


def list_heading(one: List, texts: Wording) -> str:
    """Return the h1 of a list."""
    name = list_name(one, texts)
    if one.kind in ("category", "brand"):
        return name
    return texts["titles"][one.kind].format(name=name if one.kind == "frame_shape" else name.lower())


def _apart(text: str, one: List, taken: set[str]) -> str:
    found = text if text.casefold() not in taken else f"{text} ({one.slug})"
    taken.add(found.casefold())
    return found


def _own(one: List, reference: Reference) -> tuple[str, str]:
    """Return title and description that the document of a list states, empty where it does not."""
    if one.kind not in ("brand", "category") or one.subject < 0:
        return "", ""
    document = (reference.brands if one.kind == "brand" else reference.categories)[one.subject]
    return document.meta_title, document.meta_description


def _title(one: List, texts: Wording) -> str:
    return texts["titles"]["brand"].format(name=one.name) if one.kind == "brand" else list_heading(one, texts)


def _description(one: List, reference: Reference, texts: Wording) -> str:
    own = _own(one, reference)[1]
    key = "everything" if (one.kind, one.key) == ("category", EVERYTHING) else one.kind
    name = list_name(one, texts)
    made = texts["descriptions"][key].format(
        name=name if one.kind in ("brand", "category") else name.lower(), count=one.total
    )
    return own if len(own) >= SHORT else f"{own} {made}".strip()
