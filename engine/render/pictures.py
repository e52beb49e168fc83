"""A made picture, or an external one -> what a template sees of it."""

from collections.abc import Mapping

from engine.assets.external import ExternalPicture, external_picture
from engine.assets.picture import MEDIA_TYPES, Format, Picture
from engine.catalog.product import Picture as Wanted
from engine.config.schema import Images
from engine.plan.urls import Addresses
from engine.render.views import PictureView, SourceView

MODERN: tuple[Format, ...] = ("avif", "webp")
FOLDER = "images"  # of the site; the names in it are fingerprints
Made = Mapping[str, Picture]  # source -> picture; a source that was refused is not in it


def picture_views(wanted: tuple[Wanted, ...], made: Made, images: Images, urls: Addresses) -> tuple[PictureView, ...]:
    """Return the views of a product's pictures in their order, but for those that could not be made."""
    if images.mode == "external":
        shown = ((one, external_picture(one.source, images, one.width, one.height)) for one in wanted)
        return tuple(picture_view(one, picture, urls) for one, picture in shown)
    return tuple(picture_view(one, made[one.source], urls) for one in wanted if one.source in made)


def picture_view(wanted: Wanted, made: Picture | ExternalPicture, urls: Addresses) -> PictureView:
    """Return what a template sees of one picture; width and height are those of the decoded file."""
    prefix = urls.asset(f"{FOLDER}/")
    srcsets = [(form, srcset) for form in MODERN if (srcset := made.srcset(form, prefix))]
    if not srcsets and ", " in (jpegs := made.srcset("jpeg", prefix)):
        srcsets = [("jpeg", jpegs)]
    src = made.src(prefix)
    src_width, src_height = made.src_size()
    return PictureView(
        src=src,
        alt=wanted.alt,
        sources=tuple(SourceView(MEDIA_TYPES[form], srcset) for form, srcset in srcsets),
        width=made.width,
        height=made.height,
        role=wanted.role,
        blur=made.blur,
        colour=made.colour,
        url=src if "://" in src else urls.address(src),
        src_width=src_width,
        src_height=src_height,
    )
