"""What a site holds beside its pages: the theme's files, icons, pictures, and what hosts and crawlers read."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from engine.assets.icons import PNG_SIZES, draw_icons
from engine.assets.static import build_static
from engine.assets.store import Store
from engine.config.schema import ShopConfig
from engine.content.entry import Entry
from engine.errors import OptionError
from engine.pipeline.inventory import Inventory
from engine.pipeline.pictures import Pictures
from engine.plan.model import Plan
from engine.plan.urls import Addresses
from engine.render.pictures import FOLDER as PICTURES
from engine.render.theme import Theme
from engine.seo.hosting import content_security_policy, headers, redirects, robots, web_manifest

ASSETS = "assets"
PROSE_PICTURE = re.compile(r'<img [^>]*?src="(https?://[^/"?#]+)')


def static_files(theme: Theme, config: ShopConfig, urls: Addresses) -> tuple[dict[str, bytes], str]:
    """Return the theme's files and the shop's logo under fingerprinted names, and the logo's path."""
    files = {name: Path(path).read_bytes() for name, path in theme.assets.items()}
    logo = _logo(config)
    if logo:
        files[logo[0]] = logo[1]
    made = build_static(files)
    theme.publish({name: urls.asset(f"{ASSETS}/{file.public}") for name, file in made.items() if name in theme.assets})
    bodies = {f"{ASSETS}/{file.public}": file.content for file in made.values()}
    return bodies, urls.asset(f"{ASSETS}/{made[logo[0]].public}") if logo else ""


def _logo(config: ShopConfig) -> tuple[str, bytes] | None:
    if not config.shop.logo:
        return None
    path = os.path.join(config.folder, config.shop.logo)
    ending = os.path.splitext(path)[1].lower()
    try:
        with open(path, "rb") as file:
            return f"shop-logo{ending}", file.read()
    except OSError as error:
        raise OptionError("shop.logo", f"expected a file, got {path}: {error.strerror}") from error


def link_pictures(pictures: Pictures, config: ShopConfig, files: Inventory, root: str) -> None:
    """Link every made picture into the staged site, but for those that the site has; one without a key is not made."""
    store = Store(Path(config.folder, config.build.state, "pictures"))
    for picture in {picture.key: picture for picture in pictures.made.values() if picture.key}.values():
        variants = [(f"{PICTURES}/{picture.name(one)}", bytes.fromhex(one.digest), one) for one in picture.variants]
        if not all(files.has(path, output) for path, output, _ in variants):
            store.publish(picture, Path(root, PICTURES))
        for path, output, one in variants:
            files.add("picture", path, output, one.bytes, 0)


def host_files(
    plan: Plan,
    config: ShopConfig,
    entries: Sequence[Entry],
    urls: Addresses,
    styles: Mapping[str, str],
    scripted: bool,
) -> dict[str, bytes]:
    """Return what output.extras names; `scripted`: pages load scripts."""
    shop = config.shop
    home = urls.address(urls.path("/"))
    moved = {urls.path(old): urls.path(new) for old, new in plan.redirects.items()}
    moved |= {urls.link(one.source): urls.link(one.target) for one in config.redirects}
    wanted = config.output.extras
    files: dict[str, bytes] = {}
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
    return files


def _origins(config: ShopConfig, entries: Iterable[Entry]) -> list[str]:
    """Return the origins that pictures come from beside the shop's own: those of prose, and those that others make."""
    origins = {origin for entry in entries for origin in PROSE_PICTURE.findall(entry.body_html)}
    if config.images.mode == "external":
        parts = urlsplit(config.images.url_pattern)
        known = parts.netloc and "{" not in parts.netloc
        if not config.images.url_pattern.startswith("/") or parts.netloc:
            origins.add(f"{parts.scheme}://{parts.netloc}" if known else "https:")
    return sorted(origins)
