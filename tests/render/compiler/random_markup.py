"""A random number generator -> trees of pages with holes, and the text that one way through such a tree writes."""

from collections.abc import Iterator
from random import Random

from engine.render.compiler.tree import Body, For, If, Memo, Out, Path, Place, Text, Tree

PLACE = Place("page.html", 1)
WORDS = (
    "a",
    "b c",
    "  d  ",
    "\n",
    " ",
    "e\n f",
    "x &amp; y",
    " < ",
    "<!-- c -->",
    " <!--[if IE]> d <![endif]--> ",
    "é",
    "&nbsp;",
)
BLOCKS = ("div", "section", "main")
LINES = ("p", "h2")  # blocks that hold no blocks
INLINE = ("b", "span", "bdi", "em")
VOID = ("br", "img", "hr", "input", "meta")
INLINE_VOID = ("br", "img", "input")
VERBATIM = ("pre", "textarea", "script", "style")
PIECES = (
    "<",
    ">",
    "/",
    "=",
    '"',
    "'",
    " ",
    "\n  ",
    "-",
    "!",
    "a",
    "q",
    "pre",
    "b",
    "x",
    "<div>",
    "</b>",
    "<!--",
    "-->",
    "<b ",
)


def page(random: Random) -> Tree:
    """Return the tree of a page whose elements are whole."""
    return Tree(_merged(list(_content(random, 4, BLOCKS))), ("page",), 1, 1, {})


def noise(random: Random) -> Tree:
    """Return the tree of a page of pieces of markup that hardly fit together."""
    return Tree(_merged(list(_noise(random, 3))), ("page",), 1, 1, {})


def written(body: Body, random: Random, values: tuple[str, ...]) -> str:
    """Return what a body writes when values and branches are drawn at random."""
    parts = []
    for node in body:
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, Out):
            parts.append(random.choice(values))
        elif isinstance(node, If):
            parts.append(written(node.body if random.random() < 0.5 else node.orelse, random, values))
        elif isinstance(node, For):
            count = random.randrange(3)
            parts.extend(written(node.body, random, values) for _ in range(count))
            parts.append("" if count else written(node.orelse, random, values))
        elif isinstance(node, Memo):
            parts.append(written(node.body, random, values))
    return "".join(parts)


def _content(random: Random, depth: int, blocks: tuple[str, ...]) -> Iterator[Text | Out | If | For | Memo]:
    for _ in range(random.randrange(1, 6)):
        kind = random.randrange(8 if depth else 3)
        if kind < 2:
            yield Text(random.choice(WORDS))
        elif kind == 2:
            yield Out(Path(0), 1, PLACE)
        elif kind == 3:
            yield If(
                True,
                _merged(list(_content(random, depth - 1, blocks))),
                _merged(list(_content(random, depth - 1, blocks))),
            )
        elif kind == 4:
            yield For(Path(0), 0, 0, _merged(list(_content(random, depth - 1, blocks))), [], PLACE)
        else:
            yield from _element(random, depth, blocks)


def _element(random: Random, depth: int, blocks: tuple[str, ...]) -> Iterator[Text | Out | If | For | Memo]:
    void = VOID if blocks else INLINE_VOID
    kinds = (*blocks, *blocks, *(LINES if blocks else ()), *INLINE, *INLINE, *void, *VERBATIM[not blocks :])
    name = random.choice(kinds)
    inside = () if name in (*LINES, *INLINE) else blocks
    yield Text(f"<{name}")
    for number in range(random.randrange(3)):
        yield from _attribute(random, number)
    yield Text(random.choice((">", " >", "\n>")))
    if name in VERBATIM:
        yield Text(random.choice(("  x  y ", "\n\n x", " 1 ")))
        yield Out(Path(0), 1, PLACE)
    elif name not in VOID:
        yield from _content(random, depth - 1, inside)
    if name not in VOID:
        yield Text(f"</{name}>")


def _attribute(random: Random, number: int) -> Iterator[Text | Out | If | For | Memo]:
    forms = (f' t{number}="  v  w "', f"\n   t{number}='  > '", f" t{number}", f"  t{number}=v", f' t{number} = "v"')
    given: Body = [Text(random.choice(forms))]
    if random.random() < 0.3:
        given = [Text(f' t{number}="a  '), Out(Path(0), 1, PLACE), Text('  "')]
    yield from [If(True, given, [])] if random.random() < 0.4 else given


def _noise(random: Random, depth: int) -> Iterator[Text | Out | If | For | Memo]:
    for _ in range(random.randrange(1, 5)):
        kind = random.randrange(8 if depth else 5)
        if kind < 4:
            yield Text("".join(random.choice(PIECES) for _ in range(random.randrange(1, 8))))
        elif kind == 4:
            yield Out(Path(0), 1, PLACE)
        elif kind < 7:
            yield If(True, _merged(list(_noise(random, depth - 1))), _merged(list(_noise(random, depth - 1))))
        else:
            yield For(Path(0), 0, 0, _merged(list(_noise(random, depth - 1))), [], PLACE)


def _merged(body: Body) -> Body:
    """Return a body in which no two texts stand side by side, as compilers write it."""
    merged: Body = []
    for node in body:
        if isinstance(node, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + node.text)
        else:
            merged.append(node)
    return merged
