"""A folder -> a shop in it: configuration, starter texts, catalog; what is there already stays as it is."""

import os
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from engine.config.starter.options import shop_toml
from engine.errors import ConfigError, PublishError

STARTER = "engine.config.starter"


def write_starter(folder: str, name: str, base_url: str) -> list[str]:
    """Write a shop to be filled in; return the files written, relative to the folder."""
    _refuse_shop(folder)
    texts = {"shop.toml": shop_toml({"shop.name": name, "shop.base_url": base_url})}
    source = files(STARTER) / "shop"
    for path, text in _texts(source / "content", "content"):
        texts[path] = text.replace("[[shop name]]", name)
    texts["catalog/README.md"] = (source / "catalog-README.md").read_text(encoding="utf-8")
    texts[".gitignore"] = (source / "gitignore.md").read_text(encoding="utf-8")
    return _write(folder, texts)


def write_demo(folder: str) -> list[str]:
    """Write the configuration and the texts of the demo shop, which are finished; its catalog is made elsewhere."""
    _refuse_shop(folder)
    texts = dict(_texts(files(STARTER) / "demo", ""))
    texts[".gitignore"] = (files(STARTER) / "shop" / "gitignore.md").read_text(encoding="utf-8")
    return _write(folder, texts)


def _refuse_shop(folder: str) -> None:
    file = os.path.join(folder, "shop.toml")
    if os.path.exists(file):
        raise ConfigError(f"{file}: expected a folder without a shop, found this one; choose another folder")


def _texts(source: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for each in sorted(source.iterdir(), key=lambda one: one.name):
        path = f"{prefix}/{each.name}" if prefix else each.name
        if each.is_dir():
            yield from _texts(each, path)
        elif path.endswith((".md", ".toml")):
            yield path, each.read_text(encoding="utf-8")


def _write(folder: str, texts: dict[str, str]) -> list[str]:
    written = []
    for path, text in sorted(texts.items()):
        file = os.path.join(folder, path)
        try:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            if not os.path.exists(file):
                with open(file, "x", encoding="utf-8") as stream:
                    stream.write(text)
                written.append(path)
        except OSError as error:
            raise unwritable(folder, error) from error
    return written


def unwritable(folder: str, error: OSError) -> PublishError:
    """Return what to tell of a place that takes no shop."""
    got = f"{error.filename or folder}: {error.strerror}"
    return PublishError(f"{folder}: expected a folder that can be written, got {got}; choose another one")
