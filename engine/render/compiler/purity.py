"""Which filters, tests and calls give the same for the same, so that they may be done when a theme is compiled."""

from typing import Any

from jinja2 import Environment
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from markupsafe import Markup

_CHANGING = {"random", "pprint"}
# Those of Jinja's filters that ask the context for nothing but the environment.
CONTEXT_FILTERS = {"map", "select", "reject", "selectattr", "rejectattr"}
OURS = {"j", "number", "by_key", "label", "fill", "plural"}
PURE_FUNCTIONS = {"range", "dict", "asset"}
READING: dict[type, set[str]] = {
    str: {name for name in dir(str) if not name.startswith("_")} - {"format_map", "format"},
    Markup: {name for name in dir(str) if not name.startswith("_")} - {"format_map", "format"},
    dict: {"get", "items", "keys", "values"},
    list: {"index", "count"},
    tuple: {"index", "count"},
}
TEXT_METHODS = READING[str]
CHANGING_METHODS = {
    *("append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault"),
    *("popitem", "add", "discard"),
}


def pure_filter(environment: Environment, name: str) -> bool:
    """Return whether a filter is one of Jinja's own that are pure, or one of ours."""
    found = environment.filters.get(name)
    return found is not None and (name in OURS or (FILTERS.get(name) is found and name not in _CHANGING))


def pure_test(environment: Environment, name: str) -> bool:
    """Return whether a test is one of Jinja's own."""
    return name in TESTS and environment.tests.get(name) is TESTS[name]


def reads_only(value: Any, method: str) -> bool:
    """Return whether a method of a value changes nothing."""
    return method in READING.get(type(value), set())
