"""Values of a template -> text: the pure filters that themes have beside Jinja's own."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from jinja2 import Environment
from jinja2.exceptions import FilterArgumentError
from markupsafe import Markup

from native import json_string, short_number

LONGEST_RANGE = 1000


def j(value: Any) -> Markup:
    """Return a text as a JSON string that is safe inside a script element."""
    return Markup(json_string(str(value)))


def by_key(items: Iterable[Any], key: str) -> Any:
    """Return the first record of that key, None when there is none."""
    return next((item for item in items if item.key == key), None)


def label(texts: Any, key: str) -> str:
    """Return the text of a key that comes from the catalog; a key the theme has no text for is shown as words."""
    text = vars(texts).get(key)
    return text if isinstance(text, str) else key.replace("_", " ").replace("-", " ").capitalize()


def fill(text: str, **values: Any) -> str:
    """Return a text of the theme with its {blanks} filled in."""
    try:
        return text.format_map({name: str(value) for name, value in values.items()})
    except (KeyError, IndexError, ValueError) as error:
        raise FilterArgumentError(f"the text {text!r} cannot be filled with {', '.join(sorted(values))}") from error


def plural_of(locale: str) -> Callable[..., str]:
    """Return the filter that picks a text by count, in a locale's plural form, and fills it in."""

    @cache
    def form() -> Callable[[int], str]:
        from babel import Locale
        from babel.core import UnknownLocaleError

        try:
            return Locale.parse(locale.replace("-", "_")).plural_form
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en").plural_form

    def plural(texts: Any, count: int, shown: str = "") -> str:
        """Return the text for a count; `shown` is the count as the page writes it."""
        texts_of = vars(texts)
        text = texts_of.get(form()(count), texts_of.get("other"))
        if not isinstance(text, str):
            raise FilterArgumentError(f"{texts.__title__} has no text for `{form()(count)}` or `other`")
        return fill(text, count=shown or count)

    return plural


def few(*args: int) -> range:
    """Return a range of at most 1,000 numbers."""
    numbers = range(*args)
    if len(numbers) > LONGEST_RANGE:
        raise FilterArgumentError(f"range: at most {LONGEST_RANGE} numbers, got {len(numbers)}")
    return numbers


def add_filters(environment: Environment, locale: str) -> None:
    """Give an environment our filters and take away what is not deterministic or not bounded."""
    for name in ("random", "pprint"):
        del environment.filters[name]
    for name in ("lipsum", "cycler", "joiner", "range"):
        del environment.globals[name]
    environment.globals["range"] = few
    environment.filters.update(
        j=j, number=short_number, by_key=by_key, label=label, fill=fill, plural=plural_of(locale)
    )
