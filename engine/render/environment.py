"""Folders of templates -> a Jinja environment: strict, escaping, without clock or randomness, compiled ahead."""

import os
from collections.abc import Callable
from pathlib import Path

import jinja2
from jinja2 import ChoiceLoader, Environment, FileSystemBytecodeCache, FileSystemLoader, PrefixLoader
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path

from engine.render.faults import not_utf8
from engine.render.files import ENGINE_TEMPLATES
from engine.render.filters import add_filters
from engine.render.undefined import ThemeUndefined
from engine.snapshot.sealed import seal, unseal


class Folders(FileSystemLoader):
    """Jinja's loader of folders, which names the file that is not UTF-8."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source, file and whether it is still the same."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            files = (Path(folder, *split_template_path(template)) for folder in self.searchpath)
            raise not_utf8(next(file for file in files if file.is_file()), error) from error


class Bytecode(FileSystemBytecodeCache):
    """Jinja's cache of compiled templates; Python would run whatever stands there, so each has a digest."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket; DamagedError when its file is not what was written."""
        path = self._get_cache_filename(bucket)
        try:
            data = Path(path).read_bytes()
        except (FileNotFoundError, PermissionError):
            return
        bucket.bytecode_from_string(unseal(data, path))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a bucket to its file, in one step."""
        path = self._get_cache_filename(bucket)
        beside = f"{path}.{os.getpid()}"
        Path(beside).write_bytes(seal(bucket.bytecode_to_string()))
        os.replace(beside, path)


def make_environment(shop: Path | None, theme: Path, shared: Path, bytecode: Path, locale: str) -> Environment:
    """Return an environment that looks in the shop's folder, the theme, the shared one, then `engine/` and `theme/`.

    `theme/NAME` is the theme's own template even where the shop's folder has one of that name, so that an override can
    extend what it overrides.
    """
    folders = [str(folder) for folder in (theme, shared)]
    loader = ChoiceLoader(
        [
            Folders([str(shop), *folders] if shop else folders),
            PrefixLoader({"engine": Folders([str(ENGINE_TEMPLATES)]), "theme": Folders(folders)}),
        ]
    )
    bytecode.mkdir(parents=True, exist_ok=True)
    # The cache knows the source and Python, not Jinja: another version of it may compile to other code.
    cache = Bytecode(str(bytecode), f"theme-{jinja2.__version__}-%s.bytecode")
    environment = Environment(
        loader=loader,
        bytecode_cache=cache,
        undefined=ThemeUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        cache_size=-1,
    )
    add_filters(environment, locale)
    return environment
