"""A tree of an HTML page -> the same tree with less static text, or the reason why it is left as it is.

The page that comes of it has the same elements, attributes and visible text. A value is taken to leave the markup where
it stands; what an `if` or a loop writes is held to that, and so is what `set` holds, wherever it is written. What `set`
holds is itself left as it is: it may be counted, cut or compared.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.render.compiler.markup import BLOCK, PRE, SPACE, Lost, Reader, State, Where, meet
from engine.render.compiler.reads import walk
from engine.render.compiler.tree import (
    Body,
    CallOut,
    Capture,
    For,
    Fragment,
    If,
    LengthOut,
    LoopOut,
    Memo,
    Move,
    Node,
    Out,
    Place,
    SumOut,
    Text,
    Tree,
)

VALUE = Out | CallOut | LengthOut | SumOut | LoopOut | Fragment
_RULE = re.compile(r"([^{};]*)\{([^{}]*)\}")
_KEPT = re.compile(r"white-space(?:-collapse)?\s*:\s*(?:pre\b|break-spaces|preserve)", re.IGNORECASE)
_INLINE = re.compile(r"display\s*:\s*(?:inline|contents)", re.IGNORECASE)
_ENDS_IN_NAME = re.compile(r"</?[a-zA-Z][^ \t\n\f\r/>]*$")
_LAST = re.compile(r"[^\s>+~]*$")  # what a selector says of the element itself
_NAME = re.compile(r"[a-z][a-z0-9]*", re.IGNORECASE)
_MARK = re.compile(r"[.#]([\w-]+)")
_TAG = re.compile(r"<([a-z][a-z0-9]*)([^<>]*)", re.IGNORECASE)
_VERBATIM = PRE | {"textarea", "script", "style"}


class Minified(Struct, frozen=True):
    """A tree, why nothing of it was left out, and the fragments that it writes outside of text, which must stay."""

    tree: Tree
    reason: str  # empty: it is minified
    verbatim: frozenset[int]


def minify(tree: Tree, template: str, styles: str = "", *, fragment: bool = False) -> Minified:
    """Return a tree that writes the same page in fewer bytes.

    styles: the CSS of the page, or of all pages that a fragment stands in. It may say that whitespace is shown, or that
    a block stands in a line of text: of an element, or of a class that the template writes. fragment: the tree is
    written into other pages, next to what nobody knows here.
    """
    fragments = frozenset(node.number for node in walk(tree.body) if isinstance(node, Fragment))
    if not template.endswith((".html", ".htm")):
        return Minified(tree, "it is not HTML", fragments)
    if shown := _shows_whitespace(styles):
        return Minified(tree, f"its styles show whitespace: `{shown}`", fragments)
    text = "".join(node.text for node in walk(tree.body) if isinstance(node, Text))
    walker = _Walker(Reader(State(tight=not fragment), _inline(styles, text)))
    try:
        body = walker.body(tree.body)
        if walker.reader.state.where is not Where.TEXT or walker.reader.state.pre:
            raise Lost(f"it ends {walker.reader.state.told()}")
    except Lost as lost:
        near = f"{walker.place.file}:{walker.place.line}: " if walker.place else ""
        return Minified(tree, f"{near}{lost}", fragments)
    return Minified(replace(tree, body=body), "", frozenset(walker.verbatim))


def _shows_whitespace(styles: str) -> str:
    """Return the selector of a rule that shows whitespace outside of `pre` and the like, or nothing."""
    for selector in _selectors(styles, _KEPT):
        name = _NAME.match(selector)
        if not name or name[0].lower() not in _VERBATIM:
            return selector
    return ""


def _inline(styles: str, text: str) -> frozenset[str]:
    """Return the blocks among the elements of a text that styles may place in lines of text."""
    found = set()
    for selector in _selectors(styles, _INLINE):
        name, marks = _NAME.match(selector), set(_MARK.findall(selector))
        for tag, attributes in _TAG.findall(text):
            if tag.lower() == name[0].lower() if name else not marks or marks & set(re.findall(r"[\w-]+", attributes)):
                found.add(tag.lower())
    return BLOCK & found


def _selectors(styles: str, declaration: re.Pattern[str]) -> Iterator[str]:
    """Yield the last part of each selector whose rule declares something."""
    for selectors, rule in _RULE.findall(styles):
        if declaration.search(rule):
            for selector in selectors.split(","):
                yield _LAST.findall(selector.strip())[0]


class _Walker:
    """Reads a tree in the order of the page."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.place: Place | None = None
        self.verbatim: set[int] = set()
        self._held: dict[int, list[Body]] = {}  # what `set` may have put into a slot
        self._within: set[int] = set()

    def body(self, body: Body, after: Sequence[Node] = ()) -> Body:
        """Return a body, minified; `after` is what follows it."""
        nodes = [self._node(node, [*body[index + 1 :], *after]) for index, node in enumerate(body)]
        return [node for node in nodes if not (isinstance(node, Text) and not node.text)]

    def _node(self, node: Node, after: Sequence[Node]) -> Node:
        if isinstance(node, Text):
            return Text(self.reader.piece(node.text, not _ENDS_IN_NAME.search(node.text) or _parts(after)))
        if isinstance(node, If):
            return self._if(node, after)
        if isinstance(node, For):
            return self._for(node, after)
        if isinstance(node, Memo):
            return replace(node, body=self.body(node.body, after))
        if isinstance(node, Capture):
            self._held.setdefault(node.slot, []).append(node.body)
            self.verbatim.update(one.number for one in walk(node.body) if isinstance(one, Fragment))
        elif isinstance(node, Move) and not node.path.steps:
            self._held.setdefault(node.slot, []).extend(self._held.get(node.path.slot, ()))
        elif isinstance(node, VALUE):
            self._value(node)
        return node

    def _value(self, node: Out | CallOut | LengthOut | SumOut | LoopOut | Fragment) -> None:
        if isinstance(node, Out | Fragment):
            self.place = node.place
        elif isinstance(node, CallOut | SumOut):
            self.place = node.twin.place
        state = self.reader.state
        if isinstance(node, Fragment) and (state.where is not Where.TEXT or state.pre):
            self.verbatim.add(node.number)
        if isinstance(node, Out) and not node.path.steps and node.path.slot not in self._within:
            self._within.add(node.path.slot)
            for held in self._held.get(node.path.slot, ()):
                self._check(held, state)
            self._within.discard(node.path.slot)
        self.reader.value()

    def _check(self, held: Body, state: State) -> None:
        """Make sure that what `set` holds leaves the markup where it stands."""
        self.reader.state = state
        self.body(held)
        end, self.reader.state = self.reader.state, state
        try:
            meet(state, end)
        except Lost:
            raise Lost(f"what `set` holds begins {state.told()} and ends {end.told()}") from None

    def _if(self, node: If, after: Sequence[Node]) -> If:
        before = self.reader.state
        body = self.body(node.body, after)
        end, self.reader.state = self.reader.state, before
        orelse = self.body(node.orelse, after)
        self.reader.state = meet(end, self.reader.state)
        return If(node.test, body, orelse)

    def _for(self, node: For, after: Sequence[Node]) -> For:
        self.place = node.place
        before = start = self.reader.state
        while True:
            self.reader.state = start
            body = self.body(node.body, after)
            end = self.reader.state
            again = meet(start, end)
            if again == start:
                break
            start = again
        self.reader.state = before
        orelse = self.body(node.orelse, after)
        self.reader.state = meet(end, self.reader.state)
        return replace(node, body=body, orelse=orelse)


def _parts(rest: Sequence[Node]) -> bool:
    """Return whether what follows cannot go on with a tag's name."""
    for index, node in enumerate(rest):
        if isinstance(node, Text) and node.text:
            return node.text[0] in f"{SPACE}/>"
        if isinstance(node, If):
            return all(_parts([*body, *rest[index + 1 :]]) for body in (node.body, node.orelse))
        if isinstance(node, For):
            return all(_parts([*body, *rest[index + 1 :]]) for body in (node.body, node.orelse))
        if isinstance(node, Memo):
            return _parts([*node.body, *rest[index + 1 :]])
        if isinstance(node, VALUE):
            return False
    return True
