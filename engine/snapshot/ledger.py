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


class Kept(Struct, frozen=True, gc=False, array_like=True):
    """What the ledger knows of a product."""

    wish: str
    slug: str
    path: str


class Ledger(Struct, frozen=True):
    """The slugs that products have had, and the paths that moved."""

    products: Mapping[str, Kept] = MappingProxyType({})  # by product_id
    moved: Mapping[str, str] = MappingProxyType({})  # old path -> product_id


def read_ledger(folder: str) -> Ledger:
    """Return the ledger of a shop's folder, an empty one when there is none yet; CatalogError names a broken line."""
    path = os.path.join(folder, NAME)
    try:
        with open(path, encoding="utf-8", newline="\n") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise CatalogError(f"{path}: expected a file that can be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogError(f"{path}: expected UTF-8, got byte {error.object[error.start]:#04x}; {MEND}") from error
    products: dict[str, Kept] = {}
    moved: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        try:
            _read(line.rstrip("\r"), products, moved)  # a checkout on Windows may have ended lines its way
        except ValueError as error:
            raise CatalogError(f"{path}:{number}: {error}, got {line[:80]!r}; {MEND}") from error
    return Ledger(products, moved)


def _read(line: str, products: dict[str, Kept], moved: dict[str, str]) -> None:
    """Take up one line; ValueError says what was expected."""
    fields = line.split("\t")
    if fields[0] == "product" and len(fields) == 5:
        products[_plain(fields[1])] = Kept(*fields[2:])
    elif fields[0] == "moved" and len(fields) == 3:
        moved[fields[1]] = _plain(fields[2])
    elif line and not line.startswith("#"):
        raise ValueError("expected `product`, id, wish, slug and path or `moved`, path and id between tabs")


def write_ledger(folder: str, ledger: Ledger) -> bool:
    """Write the ledger of a shop's folder in one step; False when it was the same already."""
    path = os.path.join(folder, NAME)
    text = ledger_text(ledger)
    fresh = os.path.join(folder, f".{NAME}.next")  # one name, so that what a killed build leaves is written over
    try:
        with open(path, encoding="utf-8", newline="\n") as file:
            if file.read() == text:
                with suppress(FileNotFoundError):
                    os.unlink(fresh)
                return False
    except FileNotFoundError:
        pass
    with open(fresh, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    return True


def ledger_text(ledger: Ledger) -> str:
    """Return the file's text."""
    lines = [f"moved\t{path}\t{_quoted(product)}\n" for path, product in ledger.moved.items()]
    lines += [
        f"product\t{_quoted(product)}\t{kept.wish}\t{kept.slug}\t{kept.path}\n"
        for product, kept in ledger.products.items()
    ]
    return HEAD + "".join(sorted(lines))


def _quoted(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def _plain(text: str) -> str:
    try:
        return text.encode("ascii").decode("unicode_escape")
    except UnicodeError as error:
        raise ValueError("expected an id in ASCII with escapes such as \\xe9") from error
