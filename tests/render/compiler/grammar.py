"""A random generator -> templates of Jinja that extend, include and import each other."""

from random import Random

from msgspec import Struct

from tests.render.compiler.careful import CarefulExpressions
from tests.render.compiler.expressions import ALONE, GIVEN, SURE, Expressions

PIECES = ("<p>", "</p>\n", " text ", "\n", "  \n  ", '<a href="', '">', "é😀", "{# note #}", "x")
TARGETS = (*("i",) * 6, *("k, v",) * 3, "class", "s1", "environment")  # also such as twins might use themselves


class How(Struct, frozen=True):
    """How templates are written."""

    careful: bool  # nearly every expression has a value
    strict: bool  # a name that is missing is an error


class Writer:
    """Writes the statements of one template."""

    def __init__(self, random: Random, library: list[str], how: How, sure: tuple[str, ...] = SURE) -> None:
        self.random = random
        self.shared = library  # templates that may be included
        self.sound = how.careful and how.strict  # a name that is not set ends the page
        self.how = how
        self.say = self.expressions(sure)
        self.above: list[str] = []  # blocks that a template above has
        self.block_names: list[str] = []
        self.count = 0

    def expressions(self, sure: tuple[str, ...] = SURE) -> Expressions:
        """Return what writes expressions over what every template is given."""
        names = list(GIVEN) if sure is SURE else []
        if not self.how.careful:
            return Expressions(self.random, names, sure)
        return CarefulExpressions(self.random, names, sure, strict=self.how.strict)

    def tag(self, inner: str) -> str:
        left, right = ("-" if self.random.random() < 0.15 else "" for _ in range(2))
        return f"{{%{left} {inner} {right}%}}"

    def body(self, deep: int, most: int = 3) -> str:
        """Return some statements; names that they set are known in them alone, as far as the generator goes."""
        names, macros, callers = list(self.say.names), list(self.say.macros), list(self.say.callers)
        text = "".join(self.statement(deep) for _ in range(self.random.randint(1, most)))
        self.say.names, self.say.macros, self.say.callers = names, macros, callers
        return text

    def statement(self, deep: int) -> str:
        chance = self.random.random()
        if deep <= 0 or chance < 0.2:
            return self.random.choice(PIECES)
        if chance < 0.5:
            return f"{{{{ {self.say.expression(2)} }}}}"
        choices = [self.branch, self.branch, self.loop, self.loop, self.assign, self.assign, self.capture, self.scope]
        choices += [self.filtered, self.macro, self.called, self.included, self.nested_block]
        return self.random.choice(choices)(deep - 1)

    def branch(self, deep: int) -> str:
        names = list(self.say.names)
        text = self.tag(f"if {self.say.condition(2)}") + self.maybe_set(deep)
        if self.random.random() < 0.3:
            text += self.tag(f"elif {self.say.condition(2)}") + self.maybe_set(deep)
        if self.random.random() < 0.5:
            text += self.tag("else") + self.maybe_set(deep)
        if self.sound:
            self.say.names = names  # elsewhere what one arm sets is read behind it
        return text + self.tag("endif")

    def maybe_set(self, deep: int) -> str:
        body = self.body(deep)
        return self.assign(deep) + body if self.random.random() < 0.3 else body

    def loop(self, deep: int) -> str:
        names = list(self.say.names)
        target = self.random.choice(TARGETS)
        source = self.say.pairs() if "," in target else self.say.iterable()
        self.say.names += target.split(", ")
        self.say.in_loop += 1
        test = f" if {self.say.condition(1)}" if self.random.random() < 0.15 else ""
        body = self.maybe_set(deep)
        self.say.in_loop -= 1
        self.say.names = names
        other = self.tag("else") + self.body(deep) if self.random.random() < 0.25 else ""
        return self.tag(f"for {target} in {source}{test}") + body + other + self.tag("endfor")

    def assign(self, deep: int) -> str:  # noqa: ARG002
        name, names = self.random.choice(("x", "y", "z", "a")), list(self.say.names)
        if not self.sound:
            self.say.names.append(name)  # so that it may be read before it is set
        if self.random.random() < 0.1:
            text = self.tag(f"set {name}, t = {self.say.expression(1)}, {self.say.expression(1)}")
        else:
            text = self.tag(f"set {name} = {self.say.expression(2)}")
        self.say.names = [*names, name]
        return text

    def capture(self, deep: int) -> str:
        name = self.random.choice(("x", "y", "z"))
        by = self.random.choice(("", "", " | upper", " | replace('a', '<') | trim", " | length"))
        text = self.tag(f"set {name}{by}") + self.body(deep) + self.tag("endset")
        self.say.names.append(name)
        return text

    def scope(self, deep: int) -> str:
        names = list(self.say.names)
        if not self.sound:
            self.say.names += ["w", "x"]
        text = self.tag(f"with w = {self.say.expression(2)}, x = {self.say.expression(1)}")
        self.say.names = [*names, "w", "x"]
        text += self.body(deep) + self.tag("endwith")
        self.say.names = names
        return text

    def filtered(self, deep: int) -> str:
        by = self.random.choice(("upper", "trim", "replace('a', 'b')|upper", "e", "safe", "upper", "e", "trim"))
        return self.tag(f"filter {by}") + self.body(deep) + self.tag("endfilter")

    def macro(self, deep: int) -> str:
        if deep < 1:
            return "."
        self.count += 1
        name, count = f"m{self.count}", self.random.randint(0, 3)
        names, in_loop = self.say.names, self.say.in_loop
        macros, callers = list(self.say.macros), list(self.say.callers)
        parameters = []
        self.say.in_loop = 0
        for index in range(count):
            default = (
                f"={self.say.atom()}" if (parameters and "=" in parameters[-1]) or self.random.random() < 0.4 else ""
            )
            parameters.append(f"p{index}{default}")
        self.say.names = [*names, *(f"p{index}" for index in range(count))]
        caller = self.random.choice(("", "", "{{ caller() }}", "{{ caller() if caller }}"))
        body = self.body(deep)
        self.say.names, self.say.in_loop = names, in_loop
        self.say.macros = [*macros, (name, count)] if caller != "{{ caller() }}" else macros
        self.say.callers = [*callers, (name, count)] if caller else callers
        return self.tag(f"macro {name}({', '.join(parameters)})") + body + caller + self.tag("endmacro")

    def called(self, deep: int) -> str:
        if not self.say.callers or self.random.random() < 0.1:
            return self.macro(deep)
        return self.tag(f"call {self.say.call(1, callers=True)}") + self.body(deep) + self.tag("endcall")

    def included(self, deep: int) -> str:  # noqa: ARG002
        if not self.shared:
            return ""
        options = self.random.choice(("", "", "", " without context", " ignore missing"))
        name = "gone.html" if "ignore" in options and self.random.random() < 0.5 else self.random.choice(self.shared)
        name = "piece.html" if "without" in options else name
        return self.tag(f"include '{name}'{options}")

    def imported(self, name: str) -> str:
        """Return the import of a library of macros."""
        options = self.random.choice(("", "", " with context"))
        if self.random.random() < 0.5:
            self.say.macros += [("lib.show", 2), ("lib.wrap", 1)]
            self.say.callers += [("lib.wrap", 1)]
            self.say.names += ["lib.SET"] if self.random.random() < 0.5 else []
            return self.tag(f"import '{name}' as lib{options}")
        self.say.macros += [("show", 2), ("hide", 1)]
        self.say.callers += [("hide", 1)]
        return self.tag(f"from '{name}' import show, wrap as hide, SET{options}")

    def nested_block(self, deep: int) -> str:
        if not self.block_names or self.say.in_loop or self.random.random() < 0.5:
            return "."
        return self.block(self.block_names.pop(), deep)

    def block(self, name: str, deep: int) -> str:
        """Return a block, which sees the page's names alone."""
        say, self.say = self.say, self.expressions()
        parent = (
            self.random.choice(("{{ super() }}", "", "", "{% set s = super() %}{{ s|upper }}"))
            if name in self.above
            else ""
        )
        body = self.body(deep) + parent + self.body(deep, 2)
        self.say = say
        scoped = " scoped" if self.random.random() < 0.1 else ""
        return self.tag(f"block {name}{scoped}") + body + self.tag("endblock")


def templates(random: Random, how: How) -> dict[str, str]:
    """Return the templates of a case; `page.html` is the one to render."""
    made: dict[str, str] = {}
    library = Writer(random, [], how, ALONE)
    made["lib.html"] = (
        library.body(1)
        + "{% set SET = 'set<' %}{% set _own = 1 %}"
        + "{% set p0 = '' %}{% set p1 = '' %}"
        + f"{{% macro show(p0, p1={library.say.atom()}) %}}{{{{ p0 }}}}{library.body(2)}{{{{ p1 }}}}{{% endmacro %}}"
        + "{% macro wrap(p0) %}[{{ p0 }}{{ caller() if caller else '' }}]{% endmacro %}"
    )
    made["piece.html"] = Writer(random, [], how, ALONE).body(2)
    piece = Writer(random, ["piece.html"], how)
    made["part.html"] = piece.imported("lib.html") + piece.body(3)
    kept = ["piece.html", "part.html"]
    if random.random() < 0.5:
        page = Writer(random, kept, how)
        start = page.imported("lib.html") if random.random() < 0.6 else ""
        page.block_names = ["one", "two"]
        made["page.html"] = start + "".join(page.statement(3) for _ in range(random.randint(1, 5)))
        return made
    above = Writer(random, kept, how)
    names = ["one", "two", "three"]
    made["above.html"] = "<html>" + "".join(above.body(2) + above.block(name, 2) for name in names) + above.body(2)
    page = Writer(random, kept, how)
    page.above = names
    start = page.body(1) if random.random() < 0.1 else ""
    made["page.html"] = (
        start + "{% extends 'above.html' %}" + (page.imported("lib.html") if random.random() < 0.5 else "")
    )
    for name in random.sample([*names, "other"], random.randint(1, 3)):
        made["page.html"] += page.random.choice((page.assign(1), page.body(1), "\n")) + page.block(name, 3)
    return made
