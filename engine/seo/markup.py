"""Text -> text as it stands between the tags of XML."""


def escape(text: str) -> str:
    """Return a text with &, < and > as entities; xml.sax.saxutils, which does the same, loads urllib and http."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
