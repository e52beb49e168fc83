"""Compile native/ and what of engine/ runs once a product; all else stands in pyproject.toml.

STORELOOM_TRACE=1: native/ only, and coverage sees the .pyx lines (never time such a build).
"""

import os
import tomllib
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

TRACE = os.environ.get("STORELOOM_TRACE") == "1"
MACROS = [("CYTHON_TRACE", "1")] if TRACE else []
# Named one by one: a glob that matches nothing would build, in silence, a wheel without its hot path.
MODULES = [
    "native.bson",
    "native.clean",
    "native.columns",
    "native.digests",
    "native.fragments",
    "native.grouping",
    "native.jsontext",
    "native.likeness",
    "native.links",
    "native.machine",
    "native.memo",
    "native.minify",
    "native.numbers",
    "native.ordering",
    "native.page",
    "native.rows",
    "native.sitemap",
]
# Python that is compiled as it stands: where there is no .so, the .py does the same in more time.
ENGINE = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["storeloom"]["compiled"]


def compiled(names: list[str], ending: str, directives: dict[str, bool]) -> list[Extension]:
    """Return modules translated to C; `ending` is that of their sources."""
    return cythonize(
        [
            Extension(
                name,
                [name.replace(".", "/") + ending],
                define_macros=MACROS,
                extra_compile_args=["-O3", "-g0"],  # the names of functions stay, for profilers
            )
            for name in names
        ],
        build_dir=None if TRACE else "build/cython",  # coverage looks for the .c beside its .pyx
        compiler_directives={"language_level": 3, "linetrace": TRACE} | directives,
    )


setup(
    ext_modules=[
        *compiled(
            MODULES,
            ".pyx",
            {"boundscheck": False, "wraparound": False, "cdivision": True, "embedsignature": True},
        ),
        # With the meaning that Python gives it: annotations are no types of C.
        *compiled([] if TRACE else ENGINE, ".py", {"annotation_typing": False}),
    ],
    options={"build_ext": {"parallel": True}},
)
