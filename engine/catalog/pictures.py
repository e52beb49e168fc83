"""Pictures, films and models in any of their shapes -> one gallery of safe references, the primary one first."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.catalog.documents import (
    FILMS_MOST,
    LINE_MOST,
    PICTURES_MOST,
    URL_MOST,
    Dimensions,
    Film,
    Image,
    Media,
    Shape3D,
)
from engine.catalog.findings import Report
from engine.catalog.product import Picture
from engine.catalog.shapes import FILMS, MODELS, ROLES
from engine.catalog.texts import UNWANTED
from engine.catalog.values import Tree, bounded, choice, group, line, number

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def picture_source(url: str) -> str:
    """Return a reference that stays within the image roots or is an http(s) address, empty when it is neither."""
    url = url.strip()
    if not url or len(url) > URL_MOST or UNWANTED.search(url) or _CONTROL.search(url):
        return ""
    if url.startswith("//"):
        url = "https:" + url
    if _SCHEME.match(url):
        return url if _is_web(url) else ""
    segments = unquote(url).replace("\\", "/").split("/")
    if not segments[0] or segments[0].startswith("~") or ".." in segments or "\0" in unquote(url):
        return ""
    # A drive letter is caught by the scheme; what is left begins in the root.
    while url.startswith("./"):
        url = url[2:].lstrip("/")
    return url


def web_address(url: str) -> str:
    """Return an http(s) address that a page can link to, empty when it is none: of files only pictures go along."""
    source = picture_source(url)
    return source if _SCHEME.match(source) else ""


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and " " not in url


def repair_media(tree: Tree, report: Report) -> Media:
    """Return the media of a document of any shape."""
    media = group(tree, "media", report)
    path, entries = _entries(tree, media, report)
    images: list[Image] = []
    for position, entry in enumerate(entries[: PICTURES_MOST * 4]):
        image = _image(entry, f"{path}.{position}", report)
        if image is not None:
            images.append(image)
    if len(entries) > PICTURES_MOST:
        report.add(path, "list_cut", f"{len(entries)} items", f"the first {PICTURES_MOST} are kept")
    if not images:
        report.add("media.images", "images_missing", media.get("images"), "shown without a picture", "medium")
    films = [_film(entry, f"media.videos.{at}", report) for at, entry in enumerate(_list(media, "videos", report))]
    models = [
        _model(entry, f"media.ar_models.{at}", report) for at, entry in enumerate(_list(media, "ar_models", report))
    ]
    return Media(
        images=tuple(images[:PICTURES_MOST]),
        videos=tuple(film for film in films if film is not None),
        ar_models=tuple(model for model in models if model is not None),
    )


def _entries(tree: Tree, media: Tree, report: Report) -> tuple[str, list[Any]]:
    """Return where the pictures stand and what stands there."""
    images = media.get("images")
    if isinstance(images, str):
        images = [images]
    if isinstance(images, list) and images:
        return "media.images", images
    if images is not None and not isinstance(images, list):
        report.add("media.images", "type_wrong", images, "ignored", "medium")
    if media.get("primary_image") or media.get("gallery_images"):
        report.legacy.append("media.primary_image")
        return "media", _ordered(media.get("primary_image"), media.get("gallery_images"))
    images = tree.get("images")
    if isinstance(images, dict):
        report.legacy.append("images")
        return "images", _ordered(images.get("main_image"), images.get("alternate_views"))
    if isinstance(images, list) and images:
        report.legacy.append("images")
        return "images", _ordered(None, images)
    for name in ("primary_image", "image_url", "image"):
        if isinstance(tree.get(name), str):
            report.legacy.append(name)
            return name, _ordered(tree[name], tree.get("gallery_images"))
    return "media.images", []


def _ordered(first: Any, others: Any) -> list[Any]:
    rest = others if isinstance(others, list) else [others]
    return [{"url": item} if isinstance(item, str) else item for item in (first, *rest) if item]


def _image(entry: Any, path: str, report: Report) -> Image | None:
    if isinstance(entry, str):
        report.add(path, "image_string", entry, "read as the url of a picture")
        entry = {"url": entry}
    if not isinstance(entry, dict):
        report.add(path, "type_wrong", entry, "left out", "medium")
        return None
    url = next((entry[name] for name in ("url", "src") if entry.get(name) is not None), None)
    source = picture_source(url) if isinstance(url, str) else ""
    if not source:
        report.add(
            f"{path}.url", "image_refused", url, "left out: no path under an image root and no address", "medium"
        )
        return None
    return Image(
        url=source,
        alt_text=line(entry.get("alt_text", entry.get("alt")), f"{path}.alt_text", report, LINE_MOST) or None,
        type=choice(entry.get("type"), f"{path}.type", ROLES, report) or None,  # type: ignore[arg-type]
        order=bounded(entry.get("order"), f"{path}.order", -1e9, 1e9, report),
        dimensions=_dimensions(entry.get("dimensions"), f"{path}.dimensions", report),
    )


def _dimensions(value: Any, path: str, report: Report) -> Dimensions | None:
    if value is None:
        return None
    width = number(value.get("width")) if isinstance(value, dict) else None
    height = number(value.get("height")) if isinstance(value, dict) else None
    if width is None or height is None or not 1 <= width <= 100_000 or not 1 <= height <= 100_000:
        report.add(path, "image_dimensions_wrong", value, "ignored: the file decides")
        return None
    return Dimensions(width=width, height=height)


def _list(media: Tree, name: str, report: Report) -> list[Any]:
    value = media.get(name)
    if isinstance(value, list):
        return value[:FILMS_MOST]
    if value is not None:
        report.add(f"media.{name}", "type_wrong", value, "ignored")
    return []


def _film(entry: Any, path: str, report: Report) -> Film | None:
    url = entry.get("url") if isinstance(entry, dict) else entry
    source = web_address(url) if isinstance(url, str) else ""
    if not source:
        report.add(f"{path}.url", "video_refused", url, "left out: no http(s) address")
        return None
    tree = entry if isinstance(entry, dict) else {}
    thumbnail = tree.get("thumbnail")
    safe = picture_source(thumbnail) if isinstance(thumbnail, str) else ""
    if thumbnail and not safe:
        report.add(f"{path}.thumbnail", "image_refused", thumbnail, "left out")
    kind = choice(tree.get("type"), f"{path}.type", FILMS, report) or "product_demo"
    duration = bounded(tree.get("duration"), f"{path}.duration", 0, 86_400, report) or 0
    return Film(url=source, thumbnail=safe, type=kind, duration=duration)  # type: ignore[arg-type]


def _model(entry: Any, path: str, report: Report) -> Shape3D | None:
    url = entry.get("url") if isinstance(entry, dict) else entry
    source = web_address(url) if isinstance(url, str) else ""
    named = entry.get("format") if isinstance(entry, dict) else None
    if named is None and source:
        named = source.rpartition(".")[2].lower()
    kind = choice(named, f"{path}.format", MODELS, report) if source else ""
    if not kind:
        report.add(f"{path}.url", "model_refused", url, "left out" if source else "left out: no http(s) address")
        return None
    return Shape3D(url=source, format=kind)  # type: ignore[arg-type]


def gallery(images: tuple[Image, ...], name: str) -> tuple[Picture, ...]:
    """Return the pictures in order, the primary one first, each with a text."""
    pictures = []
    for image in images if _are_ordered(images) else sorted(images, key=_place):
        size, alt, role = image.dimensions, image.alt_text or name, image.type or "angle"
        if size is None:
            pictures.append(Picture(image.url, alt, role, 0, 0))
        else:
            pictures.append(Picture(image.url, alt, role, int(size.width), int(size.height)))
    return tuple(pictures)


def _are_ordered(images: tuple[Image, ...]) -> bool:
    """Return whether they stand as _place has them, found without a call and a tuple for each."""
    behind, before = False, -1e12
    for image in images:
        order = 1e12 if image.order is None else image.order
        if image.type == "primary":
            if behind or order < before:
                return False
        elif not behind:
            behind = True
        elif order < before:
            return False
        before = order
    return True


def _place(image: Image) -> tuple[bool, float]:
    return image.type != "primary", 1e12 if image.order is None else image.order
