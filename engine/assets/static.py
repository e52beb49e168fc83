"""A theme's static files -> minified contents under names that change with them, by their logical names."""

import posixpath
import re
from collections.abc import Mapping

import msgspec
import xxhash

from engine.errors import AssetError

URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<target>[^"')]+)(?P=quote)\s*\)""")
CSS_IMPORT = re.compile(r"""(?P<before>@import\s+)(?P<quote>["'])(?P<target>[^"']+)(?P=quote)""")
JS_IMPORT = re.compile(r"""(?P<before>\b(?:from|import)\s*\(?\s*)(?P<quote>["'])(?P<target>\.{1,2}/[^"']+)(?P=quote)""")
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|#")


class StaticFile(msgspec.Struct, frozen=True, gc=False):
    """One file to publish: its name carries the first 8 digits of the digest of its content."""

    name: str
    public: str
    content: bytes
    digest: str


def build_static(files: Mapping[str, bytes]) -> dict[str, StaticFile]:
    """Return each file by its logical name; style sheets and modules name each other by public names."""
    done: dict[str, StaticFile] = {}
    for name in sorted(files):
        _finish(name, files, done, ())
    return {name: done[name] for name in sorted(done)}


def _finish(name: str, files: Mapping[str, bytes], done: dict[str, StaticFile], path: tuple[str, ...]) -> StaticFile:
    if name in done:
        return done[name]
    if name in path:
        raise AssetError(f"static files: expected no circle of references, got {' -> '.join((*path, name))}")
    content = files[name]
    if name.endswith((".css", ".js", ".mjs")):

        def public(match: re.Match[str]) -> str:
            return _reference(match, name, files, done, (*path, name)) or match[0]

        # Minified first: a comment may name a file that does not exist.
        text = _minified(name, content)
        for pattern in (URL, CSS_IMPORT) if name.endswith(".css") else (JS_IMPORT,):
            text = pattern.sub(public, text)
        content = text.encode()
    digest = xxhash.xxh3_128_hexdigest(content)
    stem, extension = posixpath.splitext(name)
    done[name] = StaticFile(name, f"{stem}.{digest[:8]}{extension}", content, digest)
    return done[name]


def _minified(name: str, content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise AssetError(
            f"static file {name}: expected UTF-8, got byte {error.start} that is not; save it as UTF-8"
        ) from None
    if name.endswith(".css"):
        import rcssmin

        return str(rcssmin.cssmin(text))
    import rjsmin

    return str(rjsmin.jsmin(text))


def _reference(
    match: re.Match[str], name: str, files: Mapping[str, bytes], done: dict[str, StaticFile], path: tuple[str, ...]
) -> str | None:
    target = match["target"].strip()
    if ELSEWHERE.match(target):
        return None
    plain, mark, rest = _cut(target)
    folder = posixpath.dirname(name)
    wanted = posixpath.normpath(posixpath.join(folder, plain))
    if wanted not in files:
        raise AssetError(f"static file {name}: expected a file at {target}, found no {wanted} in the theme")
    public = posixpath.relpath(_finish(wanted, files, done, path).public, folder or ".")
    if name.endswith(".css"):
        whole = f'"{public}{mark}{rest}"'
        return f"{match['before']}{whole}" if "before" in match.re.groupindex else f"url({whole})"
    # A module specifier without a dot is a name, not a file.
    return f'{match["before"]}"{public if public.startswith(".") else "./" + public}{mark}{rest}"'


def _cut(target: str) -> tuple[str, str, str]:
    for mark in ("?", "#"):
        plain, found, rest = target.partition(mark)
        if found:
            return plain, mark, rest
    return target, "", ""
