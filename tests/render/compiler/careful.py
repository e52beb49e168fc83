"""A random generator -> expressions of Jinja that have a value, but for rare ones: their pages come to an end.

`Expressions` writes anything that may be written. Of a page of forty such expressions one nearly always fails, and what
stands behind it is never reached; so most pages are written with care, by what is known of the values.
"""

from random import Random

from tests.render.compiler.expressions import ALONE, EASY, GIVEN, ITERABLES, LOOP, SURE, TABLES, Expressions

# Filters that want a text, or what can be written as JSON.
OF_TEXTS = ("tojson", "truncate(5)", "urlencode", "indent", "int", "float", "list", "length", "first|default('')")
OF_ALL = tuple(one for one in EASY if one not in OF_TEXTS)
TEXTS = ("typed.name", "typed.kind", "typed.part.name", "shop.name", "const.name", "const.k.name", "'<a>'", "'b c'")
TEXTS_ALONE = ("globe.name", "globe.kind", "globe.part.name", "'<a>'", "'b c'")
PARTS = (
    *("map(attribute='name')|list", "selectattr('name')|list", "selectattr('key', 'equalto', 'a')|list", "count"),
    *("map(attribute='count')|sum", "by_key('a')", "by_key('a') is none", "reverse|list", "unique|list", "last"),
    *("sort(attribute='name')|map(attribute='key')|join('<')", "map(attribute='key')|join('+')", "batch(2)|list"),
)
SURE_KEYS = ("globe.kind", "globe.name", "globe.count", "globe.part.name", "globe.size")
ALL_KINDS = (
    "{'oval': '<o>', 'round': [1, '<'], '<i>': 2.5, '': none}",
    "{'oval': 1, 'round': 'a', '<i>': '<', '': ''}",
)
NUMBERS = ("globe.count", "globe.size", "2", "0.5", "3", "7")
OF_PAGES = ("typed.count", "typed.count", "typed.size", "typed.part.count")
PAIRS = ("const.items()", "[(1, '<'), ('a', 2)]", "{'a': 1, '<': '&'}.items()", "[['k', 'v']]")


class CarefulExpressions(Expressions):
    """Writes expressions that have a value; `strict`: also where a name that is missing is an error."""

    def __init__(self, random: Random, names: list[str], sure: tuple[str, ...] = SURE, *, strict: bool) -> None:
        super().__init__(random, names, sure)
        self.strict = strict
        self.texts = TEXTS_ALONE if sure is ALONE else TEXTS

    def text(self) -> str:
        """Return a text."""
        return self.random.choice(self.texts)

    def path(self) -> str:
        """Return a name that there is; where a missing one is nothing, one step of any."""
        own = [name for name in self.names if name not in GIVEN]
        chance = self.random.random()
        if own and chance < 0.4:
            return self.random.choice(own)
        if not self.strict and chance > 0.92:
            return super().path() if chance > 0.998 else self.random.choice(self.names or ["globe"])
        given = [name for name in self.names if name in GIVEN[:3]]
        return self.random.choice(given) if given and chance > 0.8 else self.random.choice(self.sure)

    def atom(self) -> str:
        """Return a path, a constant or a part of a loop."""
        if self.in_loop and self.random.random() < 0.15:
            return f"loop.{self.random.choice(LOOP[:7] if self.random.random() < 0.98 else LOOP[:9])}"
        return self.path() if self.random.random() < 0.7 else super().atom()

    def call(self, deep: int, callers: bool = False) -> str:
        """Return the call of a macro with all that it wants."""
        name, count = self.random.choice(self.callers if callers else self.macros)
        arguments = [self.expression(deep - 1) for _ in range(count)]
        if arguments and self.random.random() < 0.3:
            arguments[-1] = f"p{count - 1}={arguments[-1]}"
        return f"{name}({', '.join(arguments)})"

    def countable(self) -> str:
        """Return what has a length."""
        return self.random.choice((*self.many, self.text()))

    def filtered(self, inner: str) -> str:
        """Return what a filter makes of an expression."""
        chance = self.random.random()
        if chance < 0.2:
            return f"{self.text()}|{self.random.choice(OF_TEXTS)}"
        if chance < 0.35:
            parts = self.random.choice([one for one in self.many if one != "const.parts"])
            return f"({parts}|{self.random.choice(PARTS)})"
        return f"{self.closed(inner)}|{self.random.choice(OF_ALL)}"

    def number(self) -> str:
        """Return a number."""
        return self.random.choice(NUMBERS if self.sure is ALONE else (*NUMBERS, *OF_PAGES))

    def sums(self) -> str:
        """Return a sum of numbers."""
        one, other, last = (self.number() for _ in range(3))
        how = self.pick("+", "-", "*", "/") if other.isdigit() else self.pick("+", "-", "*")
        sums = f"({one} {how} {other} {self.pick('+', '-', '*')} {last})"
        return f"{sums}|number" if self.random.random() < 0.5 else sums

    def compared(self, inner: str, deep: int) -> str:
        """Return how an expression compares with what it can be compared with."""
        if self.random.random() < 0.8:
            return f"({inner} {self.pick('==', '!=')} {self.expression(deep - 1)})"
        number, other = self.number(), self.number()
        return self.pick(f"({number} {self.pick('<', '>=')} {other})", f"('a' in {self.text()})")

    def within(self) -> str:
        """Return whether something is in what it may be in."""
        how = self.pick("in", "not in")
        if self.random.random() < 0.4:
            return f"{self.text()} {how} {self.pick(self.text(), self.collected())}"
        return f"{self.pick(*SURE_KEYS)} {how} {self.pick('globe.words', 'const.table', *TABLES[:-1])}"

    def looked_up(self) -> str:
        """Return what a constant has under a value that it has, or where it may be missing under any."""
        if not self.strict:
            return f"{self.pick('const.table', *TABLES)}[{self.path()}]"
        key = self.pick("globe.kind" if self.sure is ALONE else "typed.kind")
        return f"{self.pick(*ALL_KINDS)}[{key}]"

    def filled(self) -> str:
        """Return a text whose blanks are filled."""
        text = self.pick("'{n} <of> {m}'", "'{n}{n}{{'", "'&'", "const.blanks", "const.blank")
        return f"{text}|fill(n={self.expression(1)}, m={self.atom()})"

    def quoted(self) -> str:
        """Return a part of a URL."""
        last = self.pick(f"({self.text()} if {self.condition(0)} else '&')", self.text())
        optional = f"('(' ~ {self.text()} if {self.condition(0)} else '')"
        return f"({self.text()} ~ {optional} ~ {last})|{self.pick('urlencode', 'j')}"

    def collected(self) -> str:
        """Return a list of an attribute of some records."""
        parts = self.random.choice([one for one in self.many if one != "const.parts"])
        return f"({parts}|map(attribute={self.pick(repr('name'), repr('key'), repr('count'))})|list)"

    def method(self, inner: str) -> str:  # noqa: ARG002
        """Return what a method or a function makes of something."""
        return self.pick(
            f"{self.text()}.upper()",
            f"'a<b'.split({self.pick(repr('<'), repr('a'))})",
            f"range({self.random.randint(0, 3)})",
            "globe.parts",
            f"{self.text()}.startswith('a')",
        )

    def iterable(self) -> str:
        """Return what a loop can go through."""
        own = ["globe.parts", "globe.words"] if self.sure is ALONE else list(ITERABLES)
        return self.random.choice((*own, "range(2)", "[1, '<']", self.text()))

    def pairs(self) -> str:
        """Return what a loop can take apart."""
        return self.random.choice(PAIRS[1:] if self.sure is ALONE else PAIRS)
