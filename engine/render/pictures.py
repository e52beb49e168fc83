"""A product's pictures, made here or by another service -> what a template sees of them."""

from collections.abc import Mapping, Sequence

from engine.assets.external import ExternalPictures
from engine.assets.picture import MEDIA_TYPES, MODERN, Picture
from engine.catalog.product import Picture as Wanted
from engine.config.schema import Images
from engine.memo import MOST_KEPT
from engine.plan.urls import Addresses
from engine.render.views import PictureView, SourceView

FOLDER = "images"  # of the site; the names in it are fingerprints
Made = Mapping[str, Picture]  # source -> picture; a source that was refused is not in it


class Gallery:
    """How one shop shows pictures: all their widths on a product's page, perhaps fewer on cards."""

    def __init__(self, images: Images, urls: Addresses) -> None:
        self._external = images.mode == "external"
        self._origin = urls.origin
        if self._external:
            self._pages = ExternalPictures(images)
            self._cards = ExternalPictures(images, images.card_widths, images.card_fallback_width)
        else:
            self._prefix = urls.asset(f"{FOLDER}/")
            self._card_widths = images.card_widths
            self._kept: dict[tuple[str, str, str, bool], PictureView] = {}

    def pictures(self, wanted: Sequence[Wanted], made: Made) -> tuple[PictureView, ...]:
        """Return a product's pictures in their order, but for those that could not be made."""
        if self._external:
            pages, elsewhere = self._pages, self._elsewhere
            return tuple([elsewhere(one, pages) for one in wanted])
        return tuple([self._here(one, made[one.source], False) for one in wanted if one.source in made])

    def card(self, wanted: Sequence[Wanted], made: Made) -> PictureView | None:
        """Return the picture of a product's card: its first one that there is."""
        if self._external:
            return self._elsewhere(wanted[0], self._cards) if wanted else None
        for one in wanted:
            if one.source in made:
                return self._here(one, made[one.source], True)
        return None

    def _elsewhere(self, wanted: Wanted, pictures: ExternalPictures) -> PictureView:
        forms, join = pictures.forms[wanted.width, wanted.height], pictures.join(wanted.source)
        shared = join(forms.share)
        jpegs, srcsets = forms.jpegs, forms.srcsets
        if len(srcsets) == 2:  # AVIF and WebP, as nearly always: half the price of a loop
            avif, webp = forms.kinds
            sources: tuple[SourceView, ...] = (SourceView(avif, join(srcsets[0])), SourceView(webp, join(srcsets[1])))
        else:
            sources = tuple(map(SourceView, forms.kinds, map(join, srcsets)))
        return PictureView(
            join(forms.src),
            wanted.alt,
            sources,
            forms.width,
            forms.height,
            wanted.role,
            "",
            "",
            shared if "://" in shared else self._origin + shared,
            forms.src_width,
            forms.src_height,
            join(jpegs) if jpegs else "",
            forms.share_width,
            forms.share_height,
        )

    def _here(self, wanted: Wanted, made: Picture, card: bool) -> PictureView:
        """Return a picture of the shop's own; products share photos, and may share the words about them."""
        key = (made.key, wanted.alt, wanted.role, card)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._view(wanted, made, self._card_widths if card else ())
        return found

    def _view(self, wanted: Wanted, made: Picture, widths: Sequence[int]) -> PictureView:
        prefix = self._prefix
        srcsets = [(form, srcset) for form in MODERN if (srcset := made.srcset(form, prefix, widths))]
        jpegs = made.srcset("jpeg", prefix, widths)
        if not srcsets and ", " in jpegs:
            srcsets = [("jpeg", jpegs)]
        src = made.src(prefix)
        width, height = made.src_size()
        return PictureView(
            src=src,
            alt=wanted.alt,
            sources=tuple(SourceView(MEDIA_TYPES[form], srcset) for form, srcset in srcsets),
            width=made.width,
            height=made.height,
            role=wanted.role,
            blur=made.blur,
            colour=made.colour,
            url=src if "://" in src else self._origin + src,
            src_width=width,
            src_height=height,
            srcset=jpegs if ", " in jpegs else "",
            url_width=width,
            url_height=height,
        )
