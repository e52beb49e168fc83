"""A random generator -> expressions of Jinja, most of them with a meaning for the values that templates are given."""

from random import Random

# Filters that take nearly any value, and those that are choosy.
EASY = (
    *("e", "safe", "default('-')", "default('-', true)", "string", "trim", "upper", "lower", "capitalize", "title"),
    *("striptags", "forceescape", "escape", "wordcount", "tojson", "j", "replace('a', '<')", "indent", "center(9)"),
    *("truncate(5)", "urlencode", "int", "float", "string|center(9)"),
)
CHOOSY = (
    *("length", "count", "join('+')", "first", "last", "list", "abs", "round", "number", "map(attribute='name')|list"),
    *("reverse|list", "unique|list", "batch(2)|list", "sort", "by_key('a')", "selectattr('name')|list", "items|list"),
    *("selectattr('key', 'equalto', 'a')|list", "format", "xmlattr", "sum"),
)
LISTS = (
    "length",
    "count",
    "first",
    "last",
    "list",
    "map(attribute='name')|join('<')",
    "reverse|list",
    "by_key('a')",
    "batch(2)|list",
)
TESTS = (
    *("defined", "undefined", "none", "string", "number", "sequence", "mapping", "iterable", "true"),
    *("eq 1", "in ['a', 'b', 1]", "sameas none", "boolean"),
)
ATTRIBUTES = ("name", "count", "part", "other", "parts", "words", "key", "kind", "size", "items", "nothing", "keys")
CONSTANTS = (
    "1",
    "0",
    "2.5",
    "'a'",
    "'<'",
    "''",
    "none",
    "true",
    "false",
    "[1, 'a']",
    "(1, 2)",
    "{'a': 1, '<': '&'}",
    "'oval'",
)
NUMBERS = ("globe.count", "globe.size", "2", "a", "x", "typed.size", "typed.count", "0.5", "3", "0")
ITERABLES = ("typed.parts", "typed.words", "const.items()", "[1, '<']", "shop.parts")
# What a value is looked up in, or looked for.
TABLES = (
    *("{'oval': '<o>', 'a': [1, '<'], 1: 'one', '': none}", "['<', 'b', 2]", "('x', 'y')"),
    *("{'round': {'name': 'r<'}, 0: 2.5}", "'oval, a, <'"),
)
IN = ("'a'", "'<'", "1", "''", "typed.kind", "typed.part.name", "typed.count", "none")
LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0", "depth", "cycle('a', '<')", "previtem")


SURE = (
    *("typed.name", "typed.kind", "typed.count", "typed.part.name", "typed.part.key", "typed.parts", "typed.words"),
    *("typed.size", "typed", "shop.name", "shop.parts", "const.name", "const.k.name", "const", "typed.other"),
)
ALONE = ("globe.name", "globe.parts", "globe.words", "globe.count", "globe.part.name", "globe.kind", "globe")


GIVEN = ["a", "b", "c", "typed", "same", "shop", "const", "absent"]


class Expressions:
    """Writes expressions over the names that are there at the moment."""

    def __init__(self, random: Random, names: list[str], sure: tuple[str, ...] = SURE) -> None:
        self.random = random
        self.names = names
        self.sure = sure  # paths that there are
        self.macros: list[tuple[str, int]] = []
        self.callers: list[tuple[str, int]] = []  # those that call their caller
        self.in_loop = 0
        self.many = ("globe.parts",) if sure is ALONE else ("typed.parts", "shop.parts", "const.parts", "globe.parts")

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def path(self) -> str:
        """Return a name with some steps, more often than not one that there is."""
        if self.random.random() < 0.88:
            own = [name for name in self.names if name not in GIVEN]
            if own and self.random.random() < 0.4:
                return self.random.choice(own)
            return self.random.choice(self.sure)
        steps = "".join(
            self.random.choice((f".{self.random.choice(ATTRIBUTES)}",) * 6 + ("[0]", "['name']", "[1]", ".0"))
            for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3)))
        )
        return self.random.choice(self.names or ["globe"]) + steps

    def atom(self) -> str:
        """Return a path, a constant or a part of a loop."""
        chance = self.random.random()
        if chance < 0.62:
            return self.path()
        if chance < 0.72 and self.in_loop:
            return f"loop.{self.random.choice(LOOP[:7] if self.random.random() < 0.9 else LOOP)}"
        return self.random.choice(CONSTANTS)

    def call(self, deep: int, callers: bool = False) -> str:
        """Return the call of a macro."""
        name, count = self.random.choice(self.callers if callers else self.macros)
        given = self.random.randint(0, count)
        arguments = [self.expression(deep - 1) for _ in range(given)]
        if count > given and self.random.random() < 0.3:
            arguments.append(f"p{count - 1}={self.expression(deep - 1)}")
        if self.random.random() < 0.01:
            arguments.append(self.pick("nothing=1", "*[1]", "1, 2, 3, 4, 5"))
        return f"{name}({', '.join(arguments)})"

    def condition(self, deep: int) -> str:
        """Return what an `if` may ask."""
        chance = self.random.random()
        if chance < 0.3:
            return self.atom()
        if chance < 0.45:
            return f"{self.path()} {self.pick('==', '!=')} {self.pick('1', repr('oval'), repr('a'), self.atom())}"
        if chance < 0.5:
            return self.within()
        if chance < 0.54:
            return (
                f"{self.number()} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.pick(self.number(), self.sums())}"
            )
        if chance < 0.62:
            return f"{self.countable()}|length {self.pick('>', '==', '<', '>=', '!=')} {self.random.randint(0, 3)}"
        if chance < 0.7 and self.in_loop:
            part = self.pick("index", "index0", "length", "revindex")
            return f"loop.{part} {self.pick('==', '>', '<=')} {self.random.randint(0, 3)}"
        return self.expression(deep)

    def within(self) -> str:
        """Return whether something is in something else."""
        how = self.pick("in", "not in")
        if self.random.random() < 0.4:
            return f"{self.pick(*IN)} {how} {self.pick('typed.words', 'typed.name', 'shop.words', self.collected())}"
        several = self.pick(repr(("oval", "")), repr(["a", "<"]), "globe.words", "const.table", *TABLES)
        return f"{self.path()} {how} {several}"

    def looked_up(self) -> str:
        """Return what a constant has under a value, or a part of that."""
        steps = self.pick("", "", "", ".name", "[0]", "[1:]")
        return f"{self.pick('const.table', 'const.parts', 'shop.parts', *TABLES)}[{self.path()}]{steps}"

    def filled(self) -> str:
        """Return a text whose blanks are filled."""
        text = self.pick("'{n} <of> {m}'", "'{n}{n}{{'", "'&'", "const.blanks", "const.blanks", "'{n!r}'", "'{o}'")
        return f"{text}|fill(n={self.expression(1)}, m={self.atom()})"

    def quoted(self) -> str:
        """Return a part of a URL."""
        parts = [self.pick("typed.name", "typed.kind", "'a/b c'", "typed.part.name") for _ in range(3)]
        last = self.pick(f"({parts[2]} if {self.condition(0)} else '&')", parts[2], self.atom())
        return (
            f"({parts[0]} ~ ('(' ~ {parts[1]} if {self.condition(0)} else '') ~ {last})|{self.pick('urlencode', 'j')}"
        )

    def collected(self) -> str:
        """Return a list of an attribute of some records."""
        field = self.pick("name", "key", "count")
        return f"({self.pick(*self.many)}|map(attribute='{field}')|list)"

    def countable(self) -> str:
        """Return what has a length, more often than not."""
        return self.random.choice(self.many) if self.random.random() < 0.95 else self.path()

    def expression(self, deep: int = 2) -> str:
        """Return any expression."""
        kind = self.random.randint(0, 20)
        if deep <= 0 or kind < 6:
            return self.atom()
        if kind == 20:
            return self.pick(self.looked_up(), self.filled(), self.quoted(), self.collected(), f"({self.within()})")
        inner = self.expression(deep - 1)
        if kind < 10:
            if self.random.random() < 0.25:
                return f"{self.random.choice(self.many)}|{self.random.choice(LISTS)}"
            return self.filtered(inner)
        if kind == 10:
            if self.random.random() < 0.2:
                return self.sums()
            return f"({inner} ~ {self.expression(deep - 1)})"
        if kind == 11:
            return f"({self.closed(inner)} is {self.pick('', 'not ')}{self.random.choice(TESTS)})"
        if kind == 12:
            return f"({inner} {self.pick('and', 'or')} {self.expression(deep - 1)})"
        if kind == 13:
            return f"({inner} if {self.condition(deep - 1)} else {self.expression(deep - 1)})"
        if kind == 14:
            return f"({inner} if {self.condition(deep - 1)})"
        if kind == 15:
            return self.compared(inner, deep)
        if kind == 16 and self.macros:
            return self.call(deep)
        if kind == 17:
            return self.pick(
                f"({inner} ~ {self.expression(deep - 1)})|j",
                f"(({self.many[0]}|by_key('a')).name ~ {self.atom()})|j",
                f"(not {inner})",
                f"{self.pick(*self.many, 'typed.name')}[{self.pick('1:', ':2', '0:9', ':-1', '2:1', ':')}]",
            )
        if kind == 18:
            return self.pick(f"[{inner}, {self.atom()}]", f"{{'a': {inner}}}", f"({inner}, {self.atom()})")
        return self.method(inner)

    def filtered(self, inner: str) -> str:
        """Return what a filter makes of an expression."""
        return f"{self.closed(inner)}|{self.random.choice(EASY if self.random.random() < 0.96 else CHOOSY)}"

    def number(self) -> str:
        """Return a number, more often than not."""
        return self.random.choice(NUMBERS)

    def sums(self) -> str:
        """Return a sum of numbers."""
        one, other, last = (self.number() for _ in range(3))
        sums = f"({one} {self.pick('+', '-', '*', '/')} {other} {self.pick('+', '-', '*')} {last})"
        return f"{sums}|number" if self.random.random() < 0.5 else sums

    def compared(self, inner: str, deep: int) -> str:
        """Return whether an expression equals another one, now and then whether it is less or in it."""
        how = self.pick("==", "!=") if self.random.random() < 0.95 else self.pick("<", "in")
        return f"({inner} {how} {self.expression(deep - 1)})"

    def method(self, inner: str) -> str:
        """Return what a method or a function makes of something."""
        return self.pick(
            f"{self.path()}.upper()",
            f"'a<b'.split({inner})",
            "range(3)",
            "shop.parts",
            f"{self.path()}.startswith('a')",
        )

    def iterable(self) -> str:
        """Return what a loop may go through."""
        source = self.path() if self.random.random() < 0.6 else self.expression(2)
        return self.random.choice((source, source, *ITERABLES))

    def pairs(self) -> str:
        """Return what a loop may take apart."""
        return self.iterable()

    @staticmethod
    def closed(expression: str) -> str:
        """Return an expression that a filter or a test may follow."""
        return f"({expression})" if " " in expression and not expression.startswith(("(", "[", "{")) else expression
