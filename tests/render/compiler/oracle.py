"""Random templates and values -> the machine's bytes against stock Jinja's: the same, or an error of the same type.

Where a page would fail twice, the machine may meet the other error first: a macro inside an expression is called before
the rest of it, and a template that cannot be parsed is met before any page. Half a surrogate pair, which no record can
hold, fails where `set` takes it, in Jinja where the page shows it. That is counted apart, no difference.

`python -m tests.render.compiler.oracle COUNT [SEED]` runs COUNT cases and prints what they came to; a case that
differs is printed whole and can be run again by its number.
"""

import sys
import warnings
from collections import Counter
from random import Random
from typing import Any

from jinja2 import ChainableUndefined, DebugUndefined, DictLoader, Environment, StrictUndefined, Undefined
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import missing
from markupsafe import Markup
from msgspec import Struct

from engine.render.compiler.compile import Compiler
from engine.render.compiler.flat import decode_flat, encode_flat
from engine.render.compiler.linking import link
from engine.render.compiler.sources import Sources
from engine.render.compiler.unsupported import Unsupported
from engine.render.filters import add_filters
from engine.render.undefined import ThemeUndefined
from native.machine import Page
from tests.render.compiler.grammar import How, templates
from tests.render.compiler.values import Part, Whole, value, whole

KINDS = (Undefined, Undefined, ChainableUndefined, ChainableUndefined, DebugUndefined, StrictUndefined, ThemeUndefined)
CAREFUL = 0.8  # of all cases: pages that mostly come to an end; of the others one in three does
CONST: dict[str, Any] = {
    "name": "<const>",
    "parts": [1, "a"],
    "table": {"oval": "<t>", "a": ("b", 2), "": Markup("<e>")},
    "blanks": "{m} & {n}",
    "blank": "{n} <of> it",
}
RUNS = 2  # of one program: what it keeps from a page must not show on the next one


class Case(Struct):
    """Templates, an environment and the contexts that they are rendered with."""

    environment: Environment
    sources: dict[str, str]
    constants: dict[str, Any]
    contexts: list[dict[str, Any]]


def make_case(number: int) -> Case:
    """Return the case of a number."""
    random = Random(number)
    undefined = random.choice(KINDS)
    strict = undefined in (StrictUndefined, ThemeUndefined)
    careful = random.random() < CAREFUL
    sources = templates(random, How(careful, strict))
    environment = Environment(
        loader=DictLoader(sources),
        undefined=undefined,
        autoescape=random.choice((True, True, False)),
        trim_blocks=random.random() < 0.5,
        lstrip_blocks=random.random() < 0.5,
        keep_trailing_newline=random.random() < 0.2,
        cache_size=-1,
    )
    add_filters(environment, "en")
    environment.globals["globe"] = whole(random)
    constants = {"shop": whole(random), "const": {**CONST, "k": Part("a", "b", 1)}}
    same = value(random)
    contexts = []
    for _ in range(RUNS):
        sure = 1.0 if careful and strict else 0.9
        context = {name: value(random) for name in ("a", "b", "c") if random.random() < sure}
        contexts.append({**context, "typed": whole(random), "same": same})
    return Case(environment, sources, constants, contexts)


def stock(case: Case, context: dict[str, Any]) -> bytes | type[BaseException]:
    """Return Jinja's bytes, or the type of its error."""
    try:
        return case.environment.get_template("page.html").render({**case.constants, **context}).encode()
    except Exception as error:
        return type(error)


def outcome(case: Case) -> tuple[str, str]:
    """Return what a case comes to, with what there is to say about it."""
    names = ("a", "b", "c", "typed", "same")
    wanted = [stock(case, context) for context in case.contexts]
    try:
        params = {name: Whole if name == "typed" else None for name in names}
        flat = Compiler(Sources(case.environment), case.constants).compile("page.html", params)
    except Unsupported as error:
        return "unsupported", error.reason
    except TemplateSyntaxError as error:
        if wanted[0] is type(error):
            return "same error", ""
        # Jinja parses what is included when a page gets there; the compiler parses it before any page.
        return ("different" if _parsed(case) else "other error first"), f"{error!r} {wanted}"
    program = link(decode_flat(encode_flat(flat)), case.environment, case.constants)
    page = Page()
    for context, expected in zip(case.contexts, wanted, strict=True):
        page.clear()
        try:
            program.run(tuple(context.get(name, missing) for name in names), page)
            got: bytes | type[BaseException] = bytes(page)
        except Exception as error:
            got = type(error)
        differs = isinstance(got, type) and got is not expected
        if differs and (isinstance(expected, type) or got is UnicodeEncodeError):
            return "other error first", ""
        if got != expected:
            return (
                "different",
                f"expected {expected!r}\ngot      {got!r}\nwith {context!r}\nconstants {case.constants!r}",
            )
    return ("same bytes" if isinstance(wanted[0], bytes) else "same error"), ""


def _parsed(case: Case) -> bool:
    """Return whether Jinja can parse all templates of a case."""
    try:
        return all(case.environment.parse(source) for source in case.sources.values())
    except TemplateSyntaxError:
        return False


def run(numbers: range) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many cases came to what, why cases were not supported, and reports of those that differ."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    reports = []
    for number in numbers:
        case = make_case(number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind, said = outcome(case)
        counts[kind] += 1
        if kind == "unsupported":
            reasons[said] += 1
        if kind == "different":
            shown = "\n".join(f"--- {name}\n{source}" for name, source in case.sources.items())
            options = f"{case.environment.undefined.__name__} autoescape={case.environment.autoescape}"
            reports.append(f"case {number}: {options}\n{shown}\n{said}")
    return counts, reasons, reports


def main(arguments: list[str]) -> int:
    """Run cases and print."""
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
    counts, reasons, reports = run(range(seed, seed + count))
    for report in reports[:3]:
        sys.stdout.write(report + "\n\n")
    for reason, times in reasons.most_common(25):
        sys.stdout.write(f"{times:7} {reason}\n")
    sys.stdout.write(f"{dict(counts)}, different: {[report.split(':')[0] for report in reports[:20]]}\n")
    return bool(reports)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
