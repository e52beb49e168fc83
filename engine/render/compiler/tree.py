"""The tree between templates and programs: what a page writes, in order, with each name of a template made a slot.

A slot holds one value while a page is written. Slots 0 to n-1 are the parameters; others are given a value by `For`,
`Move`, `CallSet`, `SetConst`, `LoopSet`, `Unpack` or `Capture` before they are read. A *path* is a slot and the steps
from it. A *twin* is Jinja's own code for one expression. Passes over the tree may change texts and bodies in place.
"""

from typing import Any

from msgspec import Struct

# How a value is written: as it is, escaped, inside a JSON string, as a part of `a ~ b`, its str() escaped, in a URL.
RAW, HTML, JSON, PART, FILLED, QUOTED = range(6)
LOOP = {"index": 0, "index0": 1, "length": 2, "revindex": 3, "revindex0": 4, "first": 5, "last": 6}
SUMS = {"Add": 0, "Sub": 1, "Mul": 2, "Div": 3}
COMPARISONS = {"eq": 0, "ne": 1, "lt": 2, "lteq": 3, "gt": 4, "gteq": 5}


class Place(Struct, frozen=True, gc=False):
    """Where in a theme something stands."""

    file: str  # name of the template
    line: int


class Path(Struct, frozen=True, gc=False):
    """A value reached from a slot: a text is an attribute, a number an item."""

    slot: int
    steps: tuple[str | int, ...] = ()


class Origin(Struct, frozen=True, gc=False):
    """A constant by where it comes from: a root name (shop, theme, t, lang, a global) and the steps from it."""

    root: str
    steps: tuple[str | int, ...] = ()


class Constant(Struct, frozen=True):
    """A constant that a program needs while it runs: plain data, or by its origin."""

    value: Any = None
    origin: Origin | None = None


class Twin(Struct, frozen=True):
    """Jinja's code for one expression: source of a Python expression over `s<slot>` and `k<number of constant>`."""

    source: str
    slots: tuple[int, ...]
    constants: tuple[Constant, ...]  # k0, k1 ...
    reads: tuple[Path, ...]  # every path of the expression that is read whole
    counted: tuple[Path, ...]  # those of which only the length is asked
    escaping: bool  # whether the template escapes: filters may ask
    helpers: tuple[tuple[str, str], ...]  # h0, h1 ... of the source: ("filters", "upper"), ("tests", "odd")
    pure: bool  # the same arguments give the same value, and nothing else happens
    place: Place


# What an If asks.
class Truth(Struct):
    """A path's value is true."""

    path: Path
    place: Place


class Equal(Struct):
    """A path's value equals a plain constant."""

    path: Path
    value: str | int
    place: Place


class Length(Struct):
    """The length of a path's value compares with a number; `how` is a value of COMPARISONS."""

    path: Path
    how: int
    number: int
    place: Place


class LoopTruth(Struct):
    """An attribute of a loop is true; `kind` is a value of LOOP."""

    loop: int
    kind: int


class LoopCompare(Struct):
    """An attribute of a loop compares with a number."""

    loop: int
    kind: int
    how: int
    number: int


class Compared(Struct):
    """Two numbers compare; `how` is a value of COMPARISONS."""

    left: "Path | int | float | Sum"
    how: int
    right: "Path | int | float | Sum"


class Within(Struct):
    """A value is in another one."""

    one: Path | Constant
    other: Path | Constant


class CallTruth(Struct):
    """The value of an expression is true; `quick` asks the same where the values are of common types."""

    twin: Twin
    quick: Compared | Within | None = None


class Not(Struct):
    """The opposite."""

    test: "Test"


class And(Struct):
    """Both, the left one first; the right one is asked only if the left one is true."""

    left: "Test"
    right: "Test"


class Or(Struct):
    """One of them, the left one first; the right one is asked only if the left one is false."""

    left: "Test"
    right: "Test"


class After(Struct):
    """A test that needs something stored before it is asked; the body writes nothing."""

    body: "Body"
    test: "Test"


Test = Truth | Equal | Length | LoopTruth | LoopCompare | CallTruth | Not | And | Or | After | bool


# What writes.
class Text(Struct):
    """Text that is known when the theme is compiled, as it stands in the page."""

    text: str


class Out(Struct):
    """The value of a path; `mode` is RAW, HTML, JSON, PART, FILLED or QUOTED."""

    path: Path
    mode: int
    place: Place


class LengthOut(Struct):
    """The length of a path's value."""

    path: Path
    place: Place


class CallOut(Struct):
    """The value of an expression; `mode` as of Out."""

    twin: Twin
    mode: int


class Sum(Struct):
    """A sum of numbers: `what` is a value of SUMS, a side a path, a number or another sum."""

    what: int
    left: "Path | int | float | Sum"
    right: "Path | int | float | Sum"


class SumOut(Struct):
    """A number as the filter `number` writes it."""

    sum: "Path | int | float | Sum"
    digits: int
    twin: Twin


class SumSet(Struct):
    """A number to a slot."""

    sum: Sum
    slot: int
    twin: Twin


class LoopOut(Struct):
    """An attribute of a loop."""

    loop: int
    kind: int


class Fragment(Struct):
    """A prebuilt piece of the record that a path's value numbers; `number` is k of the registry."""

    path: Path
    number: int
    place: Place


# What stores.
class Move(Struct):
    """The value of a path to a slot."""

    path: Path
    slot: int
    place: Place


class Item(Struct):
    """The item of a constant by a value."""

    constant: Constant
    key: Path


class Slice(Struct):
    """Some items of a value, from one index up to another."""

    path: Path
    start: int
    stop: int


class Collected(Struct):
    """A list of an attribute of each item."""

    path: Path
    name: str


class CallSet(Struct):
    """The value of an expression to a slot; `quick` is the same where the values are of common types."""

    twin: Twin
    slot: int
    quick: Item | Slice | Collected | None = None


class SetConst(Struct):
    """A constant to a slot."""

    constant: Constant
    slot: int


class LoopSet(Struct):
    """An attribute of a loop to a slot."""

    loop: int
    kind: int
    slot: int


class Unpack(Struct):
    """The items of a slot's value, exactly `count` of them, to the slots from `first` on."""

    slot: int
    first: int
    count: int


class Find(Struct):
    """The first item of a path's value whose `key` equals a text, or None, to a slot: the filter by_key."""

    path: Path
    key: str
    slot: int
    place: Place


class Capture(Struct):
    """What a body writes to a slot, as Markup where the template escapes."""

    body: "Body"
    slot: int
    markup: bool


# What branches.
class If(Struct):
    """One of two bodies."""

    test: Test
    body: "Body"
    orelse: "Body"


class For(Struct):
    """A body for each item of a path or an expression, the item in `slot`; `orelse` when there is none."""

    source: Path | Twin
    slot: int
    loop: int
    body: "Body"
    orelse: "Body"
    place: Place


class Memo(Struct):
    """A body whose text depends on a path's value alone: written once for each text or number, then copied."""

    key: Path
    body: "Body"
    place: Place


Node = (
    Text
    | Out
    | LengthOut
    | CallOut
    | SumOut
    | SumSet
    | LoopOut
    | Fragment
    | Move
    | CallSet
    | SetConst
    | LoopSet
    | Unpack
    | Find
    | Capture
    | If
    | For
    | Memo
)
Body = list[Node]


class Tree(Struct):
    """All of a program before it is linked."""

    body: Body
    params: tuple[str, ...]
    slots: int
    loops: int
    names: dict[int, str]  # what Jinja calls a slot that may have no value
