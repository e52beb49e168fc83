"""Compile native/; all else stands in pyproject.toml.

STORELOOM_TRACE=1: coverage sees the .pyx lines (never time such a build).
"""

import os

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
]

setup(
    ext_modules=cythonize(
        [
            Extension(name, [name.replace(".", "/") + ".pyx"], define_macros=MACROS, extra_compile_args=["-O3"])
            for name in MODULES
        ],
        build_dir=None if TRACE else "build/cython",  # coverage looks for the .c beside its .pyx
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,
            "wraparound": False,
            "cdivision": True,
            "linetrace": TRACE,
            "embedsignature": True,
        },
    )
)
