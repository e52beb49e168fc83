"""shop.toml, the environment and --set -> one dict of values, and where each of them came from."""

import os
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Any

from msgspec import DecodeError, Struct, field, inspect, toml

from engine.config.options import kind_at, nearest, options
from engine.config.problems import Problem
from engine.errors import ConfigError

PREFIX = "STORELOOM_"
NAME = "shop.toml"


class Sources(Struct):
    """What was said, merged, and by whom."""

    file: str  # as messages name it
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[tuple[str, ...], str] = field(default_factory=dict)

    def set(self, path: tuple[str, ...], value: Any, origin: str) -> None:
        """Set one option; a table that is in the way of the path stays, and is refused later."""
        table = self.values
        for step in path[:-1]:
            table = table.setdefault(step, {})
            if not isinstance(table, dict):
                return
        table[path[-1]] = value
        self.origins[path] = origin

    def origin(self, path: Sequence[str | int]) -> str:
        """Return who said what stands at a path."""
        names = tuple(each for each in path if isinstance(each, str))
        while names and names not in self.origins:
            names = names[:-1]
        return self.origins.get(names, self.file)


def gather(file: str, overrides: Sequence[str], environment: Mapping[str, str]) -> Sources:
    """Read the file, then let the environment and after it the overrides replace single options."""
    sources = Sources(os.path.relpath(file) if not os.path.relpath(file).startswith("..") else file)
    sources.values = _read(file, sources.file)
    for name, path, text in _variables(environment):
        sources.set(path, _value(text, kind_at(path)), f"environment {name}")
    for override in overrides:
        path, text = _assignment(override)
        sources.set(path, _value(text, kind_at(path)), f"--set {override.partition('=')[0].strip()}")
    return sources


def _read(file: str, shown: str) -> dict[str, Any]:
    try:
        with open(file, "rb") as stream:
            return toml.decode(stream.read(), type=dict[str, Any])
    except FileNotFoundError:
        makes = f"`storeloom init {quote(os.path.dirname(shown) or '.')}` writes one"
        raise ConfigError(f"{shown}: expected a file, found none; {makes}") from None
    except OSError as error:
        raise ConfigError(f"{shown}: expected a readable file, got: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: expected text in UTF-8, got byte {error.object[error.start]:#04x}") from error
    except DecodeError as error:
        raise ConfigError(f"{shown}: expected TOML, got: {error}") from error


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    known = ["__".join(path).upper() for path, _ in options()]
    unknown = []
    for name in sorted(environment):
        if not name.startswith(PREFIX) or "__" not in name:
            continue  # without __ it is no option: STORELOOM_PURE, or another program's
        path = tuple(name.removeprefix(PREFIX).lower().split("__"))
        if kind_at(path) is not None:
            yield name, path, environment[name]
        else:
            hint = nearest(name.removeprefix(PREFIX), known, PREFIX) or "`storeloom config show` lists all options"
            unknown.append(f"environment {name}: expected {PREFIX}SECTION__OPTION, got no such option; {hint}")
    if unknown:
        raise ConfigError("\n".join(unknown))


def _assignment(text: str) -> tuple[tuple[str, ...], str]:
    key, equals, value = text.partition("=")
    try:
        nested: Any = toml.decode(f"{key} = 0") if equals else {}
    except DecodeError:
        nested = {}
    path = []
    while isinstance(nested, dict) and len(nested) == 1:
        name, nested = next(iter(nested.items()))
        path.append(name)
    if not path:
        raise ConfigError(f"--set {text}: expected KEY=VALUE such as images.avif_quality=60, got {text!r}")
    return tuple(path), value.strip()


def _value(text: str, kind: inspect.Type | None) -> Any:
    try:
        value = toml.decode(f"value = {text}", type=dict[str, Any])["value"]
    except DecodeError:
        return text
    wants_text = isinstance(kind, inspect.StrType) or (isinstance(kind, inspect.LiteralType) and text in kind.values)
    return text if wants_text and not isinstance(value, str) else value


def refuse(sources: Sources, found: Sequence[Problem]) -> None:
    """Raise with every problem, a line each, if there are any."""
    if found:
        raise ConfigError("\n".join(f"{_blamed(sources, each)}: {each.text()}" for each in found))


def _blamed(sources: Sources, problem: Problem) -> str:
    """Return who said what cannot be, or said what asks for it."""
    return sources.origin(problem.because if problem.because and problem.path not in sources.origins else problem.path)
