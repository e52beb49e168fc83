"""The URL ledger: the one file with history, an input of every build and brought up to date by it.

It stands beside shop.toml as urls.ledger: text, one entry a line, sorted, made for version control.

    product <id> <wish> <slug> <path>   the product was last published under this slug and path; `wish` is what its slug
                                        would be if it were alone, and while that stays the slug stays too
    moved <old path> <product id>       the product once had this path; it redirects to where the product is
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from msgspec import Struct

from engine.errors import CatalogError

NAME = "urls.ledger"
MEND = "take the file from version control"
HEAD = "# storeloom urls 1: keep this file in version control; it keeps addresses stable\n"

Kept = tuple[str, str, str]  # wish, slug and path


class Ledger(Struct, frozen=True):
    """The slugs that products have had, and the paths that moved."""

    products: Mapping[str, Kept] = MappingProxyType({})  # by product_id
    moved: Mapping[str, str] = MappingProxyType({})  # old path -> product_id


def read_ledger(folder: str) -> bytes:
    """Return the ledger of a shop's folder as it stands, empty when there is none yet."""
    path = os.path.join(folder, NAME)
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CatalogError(f"{path}: expected a file that can be read: {error.strerror}") from error


def parse_ledger(raw: bytes, folder: str = "") -> Ledger:
    """Return what a ledger says; CatalogError names a broken line."""
    path = os.path.join(folder, NAME)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise CatalogError(f"{path}: expected UTF-8, got byte {error.object[error.start]:#04x}; {MEND}") from error
    plain = "\\" not in text and "\r" not in text and text.isascii()
    products: dict[str, Kept] = {}
    moved: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.split("\t")
        if plain and len(fields) == 5 and fields[0] == "product":
            products[fields[1]] = (fields[2], fields[3], fields[4])
            continue
        try:
            _read(line.rstrip("\r"), products, moved)  # a checkout on Windows may have ended lines its way
        except ValueError as error:
            raise CatalogError(f"{path}:{number}: {error}, got {line[:80]!r}; {MEND}") from error
    return Ledger(products, moved)


def moved_part(raw: bytes) -> bytes:
    """Return the lines of a ledger as this module writes it that say what moved: they stand before all products."""
    end = 0 if raw.startswith(b"product\t") else raw.find(b"\nproduct\t") + 1
    return raw[:end] if end or raw.startswith(b"product\t") else raw


def _read(line: str, products: dict[str, Kept], moved: dict[str, str]) -> None:
    """Take up one line; ValueError says what was expected."""
    fields = line.split("\t")
    if fields[0] == "product" and len(fields) == 5:
        products[_plain(fields[1])] = (fields[2], fields[3], fields[4])
    elif fields[0] == "moved" and len(fields) == 3:
        moved[fields[1]] = _plain(fields[2])
    elif line and not line.startswith("#"):
        raise ValueError("expected `product`, id, wish, slug and path or `moved`, path and id between tabs")


def write_ledger(folder: str, raw: bytes, before: bytes | None = None) -> bool:
    """Write the ledger of a shop's folder in one step; False when it was the same already, as `before` may say."""
    path = os.path.join(folder, NAME)
    fresh = os.path.join(folder, f".{NAME}.next")  # one name, so that what a killed build leaves is written over
    if raw == (read_ledger(folder) if before is None else before) and os.path.exists(path):
        with suppress(FileNotFoundError):
            os.unlink(fresh)
        return False
    with open(fresh, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    return True


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return the file of a ledger."""
    every = "".join(ledger.products)
    plain = every.isascii() and every.isprintable() and "\\" not in every
    names = ledger.products if plain else map(_quoted, ledger.products)
    lines = [
        f"product\t{name}\t{wish}\t{slug}\t{path}\n"
        for name, (wish, slug, path) in zip(names, ledger.products.values(), strict=True)
    ]
    lines += [f"moved\t{path}\t{_quoted(product)}\n" for path, product in ledger.moved.items()]
    lines.sort()
    return (HEAD + "".join(lines)).encode()


def _quoted(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def _plain(text: str) -> str:
    try:
        return text.encode("ascii").decode("unicode_escape")
    except UnicodeError as error:
        raise ValueError("expected an id in ASCII with escapes such as \\xe9") from error
