"""A flat program and an environment -> a program of the machine: twins made callable, constants looked up."""

import marshal
import operator
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, runtime
from jinja2.nodes import EvalContext
from jinja2.utils import missing

from engine.render.compiler.flat import Flat, FlatCode, FlatTwin
from engine.render.compiler.folding import COMPARING
from engine.render.compiler.tree import COMPARISONS, Constant
from native.machine import Program


def link(flat: Flat, environment: Environment, constants: Mapping[str, Any]) -> Program:
    """Return a flat program, ready to run; the environment and the constants are those that it was compiled with."""
    functions = {escaping: _functions(code, environment, constants, escaping) for escaping, code in flat.code.items()}
    twins = [
        (_path_function(twin, environment) if twin.path else functions[twin.escaping][f"t{twin.number}"], twin.slots)
        for twin in flat.twins
    ]
    return Program(
        flat.ops,
        list(flat.texts),
        [look_up(constant, environment, constants) for constant in flat.consts],
        [(path.slot, path.steps) for path in flat.paths],
        twins,
        flat.slots,
        len(flat.params),
        flat.loops,
    )


def look_up(constant: Constant, environment: Environment, constants: Mapping[str, Any]) -> Any:
    """Return the value of a constant."""
    if constant.origin is None:
        return constant.value
    root = constant.origin.root
    value = constants[root] if root in constants else environment.globals[root]
    for step in constant.origin.steps:
        value = environment.getattr(value, step) if isinstance(step, str) else environment.getitem(value, step)
    return value


def _functions(
    code: FlatCode, environment: Environment, constants: Mapping[str, Any], escaping: bool
) -> dict[str, Any]:
    context = runtime.Context(environment, {}, None, {})
    context.eval_ctx = EvalContext(environment)
    context.eval_ctx.autoescape = escaping
    names: dict[str, Any] = {name: getattr(runtime, name) for name in runtime.exported}
    names.update(
        environment=environment,
        context=context,
        undefined=environment.undefined,
        cond_expr_undefined=runtime.Undefined,
        concat=environment.concat,
    )
    for number, constant in enumerate(code.constants):
        names[f"c{number}"] = look_up(constant, environment, constants)
    for number, (kind, name) in enumerate(code.helpers):
        names[f"g{number}"] = getattr(environment, kind)[name]
    exec(marshal.loads(code.code), names)
    return names


def _path_function(twin: FlatTwin, environment: Environment) -> Callable[[Any], Any]:
    """Return what Jinja does to read a path."""
    assert twin.path is not None
    steps, name, asked, wanted = twin.path.steps, twin.name, twin.asked, twin.value
    ask = _QUESTIONS.get(asked)

    def read(value: Any) -> Any:
        if value is missing:
            value = environment.undefined(name=name)
        for step in steps:
            value = environment.getattr(value, step) if isinstance(step, str) else environment.getitem(value, step)
        if asked == "find":
            return environment.filters["by_key"](value, wanted)
        return value if ask is None else ask(value, wanted)

    return read


def _length_question(how: str) -> Callable[[Any, Any], Any]:
    return lambda value, number: COMPARING[how](len(value), number)


_QUESTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "equal": operator.eq,
    "length": lambda value, _: len(value),
    **{how: _length_question(how) for how in COMPARISONS},
}
