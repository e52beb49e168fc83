"""An exception out of Jinja -> a ThemeError that names the theme, the file, the line and the way out."""

import traceback
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplatesNotFound, TemplateSyntaxError

from engine.config.options import nearest
from engine.errors import ThemeError
from engine.render.undefined import MissingNameError, explain

# What a template itself can raise; anything else is a bug of ours and keeps its traceback.
FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
KNOWN = ("theme", "t", "lang", "asset", "range", "namespace", "dict", "loop")


def theme_error(
    environment: Environment, theme: str, folders: Iterable[Path], error: Exception, doing: str, names: Iterable[str]
) -> ThemeError | None:
    """Return what is wrong with a theme, None when no template had a part in it; `names` are those of the context."""
    if isinstance(error, ThemeError):
        return error
    places = list(folders)
    start = f"theme {theme}: "
    if isinstance(error, TemplateSyntaxError):
        return ThemeError(f"{start}{short(error.filename or error.name or '', places)}:{error.lineno} {error.message}")
    place = _place(error, places)
    if isinstance(error, TemplateNotFound | TemplatesNotFound):
        return ThemeError(f"{start}{_at(place)}{_not_found(environment, error, doing, places)}")
    if place is None:
        return ThemeError(f"{start}{doing}: {error}") if isinstance(error, TemplateError) else None
    if isinstance(error, MissingNameError):
        read = _expression(environment, place, error.name)
        return ThemeError(f"{start}{_at(place)}{explain(error, read, (*names, *KNOWN))}")
    return ThemeError(f"{start}{_at(place)}{doing} failed with {type(error).__name__}: {error}")


def not_utf8(file: Path | str, error: UnicodeDecodeError) -> ThemeError:
    """Return the error for a file that is not text in UTF-8, with the line."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return ThemeError(
        f"{file}:{line} expected text in UTF-8, got the byte {error.object[error.start]:#04x}; save it so"
    )


def _place(error: Exception, folders: list[Path]) -> tuple[str, str, int] | None:
    """Return the innermost template of a traceback: file, its short name and the line."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        name = short(frame.filename, folders)
        if name != frame.filename and frame.lineno:
            return frame.filename, name, frame.lineno
    return None


def short(file: str, folders: list[Path]) -> str:
    """Return the name of a file below the first of some folders that holds it."""
    for folder in folders:
        if file.startswith(f"{folder}/"):
            return file[len(str(folder)) + 1 :]
    return file


def _at(place: tuple[str, str, int] | None) -> str:
    return f"{place[1]}:{place[2]} " if place else ""


def _expression(environment: Environment, place: tuple[str, str, int], name: object) -> str:
    """Return the expression of a line that ends in a name, as the template writes it: product.weight."""
    tree = environment.parse(Path(place[0]).read_text("utf-8"))
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        path = _dotted(node)
        if node.lineno == place[2] and path.rpartition(".")[2] == str(name):
            return path
    return str(name)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_dotted(node.node)}.{node.arg.value}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _not_found(environment: Environment, error: TemplateNotFound, doing: str, folders: list[Path]) -> str:
    wanted = str(error.name or error.message)
    near = nearest(wanted, environment.list_templates())
    hint = f"; {near}" if near else ""
    looked = ", ".join(str(folder) for folder in folders)
    return f"{doing}: there is no template `{wanted}`{hint} (looked in {looked})"
