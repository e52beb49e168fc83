"""What a site holds beside its pages: pictures, the theme's files, icons, sitemap, feed, and what hosts read."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.assets.icons import PNG_SIZES, draw_icons
from engine.assets.static import build_static
from engine.assets.store import Store
from engine.config.schema import ShopConfig
from engine.content.entry import Entry
from engine.errors import AssetError, EngineError
from engine.pipeline.composing import Shelf
from engine.pipeline.compression import compressible
from engine.pipeline.files import write
from engine.pipeline.jobs import Compress, RenderOutput, WriteFeed, Written
from engine.pipeline.pictures import Pictures
from engine.pipeline.pool import Pool
from engine.pipeline.watch import Watch
from engine.plan.model import Plan, parts
from engine.plan.urls import NOT_FOUND, Addresses
from engine.render.pictures import FOLDER as PICTURES
from engine.render.theme import Theme
from engine.seo.feed import A_PART, feed_name
from engine.seo.hosting import content_security_policy, headers, redirects, robots, web_manifest
from engine.seo.sitemap import sitemaps

ASSETS = "assets"
OWN = "static"  # of the shop's folder
COMPRESSED_A_JOB = 64
PROSE_PICTURE = re.compile(r'<img [^>]*?src="(https?://[^/"?#]+)')


def write_static(theme: Theme, config: ShopConfig, urls: Addresses, root: str) -> tuple[list[Written], str]:
    """Write the theme's files and the shop's logo under fingerprinted names; return them and the logo's path."""
    files = {name: Path(path).read_bytes() for name, path in theme.assets.items()}
    logo = _logo(config)
    if logo:
        files[logo[0]] = logo[1]
    made = build_static(files)
    theme.publish({name: urls.asset(f"{ASSETS}/{file.public}") for name, file in made.items() if name in theme.assets})
    written = [write(root, f"{ASSETS}/{file.public}", file.content) for file in made.values()]
    return written, urls.asset(f"{ASSETS}/{made[logo[0]].public}") if logo else ""


def _logo(config: ShopConfig) -> tuple[str, bytes] | None:
    if not config.shop.logo:
        return None
    path = os.path.join(config.folder, config.shop.logo)
    ending = os.path.splitext(path)[1].lower()
    try:
        with open(path, "rb") as file:
            return f"shop-logo{ending}", file.read()
    except OSError as error:
        raise AssetError(f"shop.toml: `shop.logo`: expected a file, got {path}: {error.strerror}") from error


def write_own(config: ShopConfig, root: str) -> list[Written]:
    """Copy the shop's static/ as it is: what a host or a search engine wants to find at the root of the site."""
    folder = Path(config.folder, OWN)
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return [write(root, path.relative_to(folder).as_posix(), path.read_bytes()) for path in files]


def write_pictures(pictures: Pictures, config: ShopConfig, root: str) -> list[Written]:
    """Link every made picture into the site."""
    store = Store(Path(config.folder, config.build.state, "pictures"))
    written = []
    for picture in {picture.key: picture for picture in pictures.made.values()}.values():
        for file in store.publish(picture, Path(root, PICTURES)):
            written.append(Written(f"{PICTURES}/{file.name}", file.size, file.digest))
    return written


def write_for_hosts(
    plan: Plan,
    config: ShopConfig,
    entries: Sequence[Entry],
    urls: Addresses,
    styles: Mapping[str, str],
    scripted: bool,
    root: str,
) -> list[Written]:
    """Write the sitemap and what output.extras names; `scripted`: pages load scripts."""
    shop = config.shop
    home = urls.address(urls.path("/"))
    files = dict(sitemaps(_pages(plan, urls), home))
    moved = {urls.path(old): urls.path(new) for old, new in plan.redirects.items()}
    moved |= {urls.link(one.source): urls.link(one.target) for one in config.redirects}
    wanted = config.output.extras
    if "robots" in wanted:
        files["robots.txt"] = robots(f"{home}sitemap.xml")
    if "redirects" in wanted:
        files["_redirects"] = redirects(moved)
    if "headers" in wanted:
        policy = content_security_policy(styles.values(), _origins(config, entries), scripted=scripted)
        files["_headers"] = headers(policy, urls.base, (PICTURES, ASSETS))
    if "manifest" in wanted:
        sizes = PNG_SIZES.items() if "icons" in wanted else ()
        shown = [(urls.asset(name), f"{size}x{size}", "image/png") for name, size in sizes if "icon-" in name]
        files["manifest.webmanifest"] = web_manifest(shop, urls.path("/"), shown)
    if "icons" in wanted:
        files |= draw_icons(shop.name, shop.colour)
    return [write(root, path, body) for path, body in files.items()]


def _origins(config: ShopConfig, entries: Iterable[Entry]) -> list[str]:
    """Return the origins that pictures come from beside the shop's own: those of prose, and those that others make."""
    origins = {origin for entry in entries for origin in PROSE_PICTURE.findall(entry.body_html)}
    if config.images.mode == "external":
        parts = urlsplit(config.images.url_pattern)
        known = parts.netloc and "{" not in parts.netloc
        if not config.images.url_pattern.startswith("/") or parts.netloc:
            origins.add(f"{parts.scheme}://{parts.netloc}" if known else "https:")
    return sorted(origins)


def _pages(plan: Plan, urls: Addresses) -> Iterator[tuple[str, int]]:
    """Yield address and date of every page that may be found."""
    for single in plan.singles:
        if single.route != NOT_FOUND:
            yield urls.address(urls.path(single.route)), single.updated
    for one in plan.lists:
        for page in range(parts(one.total, plan.per_page)):
            yield urls.address(urls.path(urls.route(one.kind, one.slug, page + 1))), one.updated
    for row, route in zip(plan.rows, plan.routes, strict=True):
        yield urls.address(urls.path(route)), row.updated or row.created


def write_derived(
    theme: Theme, shelf: Shelf, config: ShopConfig, files: Sequence[Written], pool: Pool, watch: Watch
) -> list[Written]:
    """Have the feed, the theme's own outputs and, when asked for, compressed copies of text files written."""
    written: list[Written] = []
    jobs: list[Any] = [RenderOutput(output, shelf.cards) for output in theme.outputs]
    if config.output.feed:
        parts = range(0, max(1, len(shelf.views)), A_PART)
        jobs += [WriteFeed(feed_name(at // A_PART + 1), shelf.views[at : at + A_PART]) for at in parts]
    _run(jobs, written, pool, watch, "derive")
    if config.output.compress:
        texts = [file.path for file in (*files, *written) if compressible(file.path, file.size)]
        starts = range(0, len(texts), COMPRESSED_A_JOB)
        _run([Compress(tuple(texts[at : at + COMPRESSED_A_JOB])) for at in starts], written, pool, watch, "compress")
    return written


def _run(jobs: Sequence[Any], written: list[Written], pool: Pool, watch: Watch, stage: str) -> None:
    def handle(_: Any, result: Written | list[Written]) -> None:
        files = result if isinstance(result, list) else [result]
        written.extend(files)
        progress.add(len(files), sum(file.size for file in files))

    def lost(job: Any, reason: str) -> None:
        raise EngineError(f"{type(job).__name__} cannot be done: again and again a worker {reason}")

    with watch.stage(stage, "files") as progress:
        pool.run(jobs, handle, on_lost=lost)
