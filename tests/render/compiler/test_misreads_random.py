"""Random templates without branches: what is told is an error when the page renders, and what renders is not told."""

from random import Random
from typing import Any, get_origin

import pytest
from jinja2 import DictLoader, Environment

from engine.render.compiler.contexts import context_types, names
from engine.render.compiler.contexts import step as reached
from engine.render.compiler.misreads import misreads
from engine.render.faults import FAULTS
from engine.render.filters import add_filters
from engine.render.named import Named
from engine.render.undefined import ThemeUndefined
from tests.render.theme_views import contexts

NAMES = "name brand label path related price text pictures sources facts key value kind siblings features fits count"
ROOTS = ("product", "product", "product", "page", "shop", "t.facts")
TEXTS = Named("t (locales/*.toml)", {"name": "Name", "facts": Named("`t.facts`", {"key": "Key", "text": "Text"})})
FILTERS = ("upper", "length", "first", "last", "list|first", "reverse|list", "default('d')", "join(', ')")
FILTERS += ("map(attribute='name')|list", "map(attribute='text')|join", "selectattr('path')|list", "string", "tojson")


class Template:
    """Writes templates of which every part runs."""

    def __init__(self, random: Random) -> None:
        """Take the source of chance."""
        self.random = random
        self.names = [*ROOTS]

    def path(self) -> str:
        """Return a path that mostly exists."""
        path = self.random.choice(self.names)
        kind: Any = context_types("product").get(path, Any)
        for _ in range(self.random.randrange(4)):
            known = names(kind) if self.random.random() < 0.97 else NAMES.split()
            item = get_origin(kind) is tuple or (kind is Any and self.random.random() < 0.3)
            step: str | int = 0 if item else self.random.choice(known or NAMES.split())
            if kind is str:
                return path
            path += f".{step}" if isinstance(step, str) else "[0]"
            kind = reached(kind, step)
        return path

    def value(self) -> str:
        """Return an expression."""
        kind = self.random.randrange(6)
        if kind < 3:
            return self.path()
        if kind == 3:
            return f"{self.path()}|{self.random.choice(FILTERS)}"
        if kind == 4:
            return f"[{self.path()}, {self.path()}][{self.random.randrange(2)}]"
        return self.random.choice(
            ("({0} ~ {1})", "({0} == {1})", "({0} is defined)", "({0} is none)", "not {0}")
        ).format(self.path(), self.path())

    def body(self, depth: int) -> str:
        """Return statements."""
        return "".join(self.statement(depth) for _ in range(self.random.randrange(1, 4)))

    def statement(self, depth: int) -> str:
        """Return a statement that runs whenever the template does, unless a list is empty."""
        kind = self.random.randrange(7 if depth else 2)
        if kind < 2:
            return f"{{{{ {self.value()} }}}}\n"
        given, kept = self.value(), list(self.names)
        if kind == 2:
            self.names.append("one")
            return f"{{% set one = {given} %}}"
        name = self.random.choice(("one", "two"))
        self.names.append(name)
        inside = self.body(depth - 1)
        self.names = kept
        if kind == 3:
            rows = self.random.choice(("related", "facts", "pictures"))
            return f"{{% for {name} in product.{rows} %}}{inside}{{% endfor %}}"
        if kind == 4:
            return f"{{% with {name} = {given} %}}{inside}{{% endwith %}}"
        macro = f"m{self.random.randrange(10**6)}"
        return f"{{% macro {macro}({name}) %}}{inside}{{% endmacro %}}{{{{ {macro}({given}) }}}}"


def outcome(seed: int) -> tuple[bool, bool, str]:
    """Return whether a random template is told to be wrong, whether it renders, and the template."""
    source = Template(Random(seed)).body(3)
    environment = Environment(loader=DictLoader({"page": source}), undefined=ThemeUndefined, autoescape=True)
    add_filters(environment, "en-US")
    environment.globals["t"] = TEXTS
    tree = environment.parse(source, "page")
    found = misreads([("page", context_types("product"))], {"page": tree}.get, environment.globals, ["page"])
    try:
        environment.get_template("page").render(contexts()["product"])
    except FAULTS:
        return bool(found), False, source
    return bool(found), True, source


@pytest.mark.parametrize("part", range(6))
def test_a_template_that_renders_is_not_told(part: int) -> None:
    for seed in range(part * 100, part * 100 + 100):
        told, renders, source = outcome(seed)
        assert not (told and renders), source
