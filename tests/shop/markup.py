"""The bytes of a page -> what tests look at: elements, texts, links and structured data."""

from typing import Any

from lxml import html
from msgspec import json


class Page:
    """A page of a built shop."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.root: Any = html.document_fromstring(body.decode())

    def all(self, path: str) -> list[Any]:
        """Return what an XPath finds."""
        found: list[Any] = self.root.xpath(path)
        return found

    def one(self, path: str) -> Any:
        """Return the only thing that an XPath finds; text with its white space made plain."""
        (found,) = self.all(path)
        return " ".join(found.split()) if isinstance(found, str) else found

    def text(self, path: str = "//body") -> str:
        """Return the text of an element."""
        return " ".join(self.one(path).text_content().split())

    @property
    def title(self) -> str:
        """What the browser's tab says; drawings have titles too."""
        title: str = self.one("//head/title/text()")
        return title

    def meta(self, name: str) -> list[str]:
        """Return the contents of the meta elements of a name or property."""
        return self.all(f"//meta[@name='{name}' or @property='{name}']/@content")

    def links(self, path: str = "//body") -> dict[str, str]:
        """Return the links inside an element: their texts by address."""
        return {link.get("href"): " ".join(link.text_content().split()) for link in self.one(path).iter("a")}

    def graph(self) -> dict[str, Any]:
        """Return the nodes of the structured data by type."""
        nodes = [json.decode(script.text)["@graph"] for script in self.all("//script[@type='application/ld+json']")]
        return {node["@type"]: node for graph in nodes for node in graph}
