"""What a product is made of, how big it is and whom it suits -> labels, measures, facts and fits, ready to be shown."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from engine.catalog.product import FACE_SHAPES, Fit, Offer, Product
from engine.memo import Memo
from engine.plan.lists import shape_name
from engine.render.colours import swatches
from engine.render.numbers import Numbers
from engine.render.shown import ALL, Shown
from engine.render.views import FactView, FitView, LinkView, MeasureView, RatingView, SpecsView
from engine.render.wording import Wording

FACE_PLACES = {key: place for place, key in enumerate(FACE_SHAPES)}
UNKNOWN = MeasureView("", 0.0, "")
NO_SPECS = SpecsView()
Measured = tuple[MeasureView, MeasureView, MeasureView, MeasureView, MeasureView, MeasureView, MeasureView]
LinkTo = Callable[[str, str], LinkView | None]


def label(text: str) -> str:
    """Return a value as a label: cat-eye -> Cat-eye, cellulose acetate -> Cellulose acetate."""
    return text[:1].upper() + text[1:]


class Word(Struct, frozen=True, gc=False):
    """A value of one field as pages show it."""

    text: str
    fact: FactView | None  # None where there is no value


class Shape(Struct, frozen=True, gc=False):
    """A frame shape as pages show it."""

    label: str
    link: LinkView | None
    fact: FactView | None


class Described(Struct, frozen=True, gc=False):
    """What a product is made of and how big it is."""

    shape: Shape
    material: str
    measures: tuple[MeasureView, ...]
    facts: tuple[FactView, ...]
    specs: SpecsView
    coatings: tuple[str, ...]


class Facts:
    """What one shop says of products; what repeats is made once."""

    def __init__(self, words: Wording, numbers: Numbers, link_to: LinkTo, known: Mapping[str, str]) -> None:
        """Take the engine's words, the locale, how a list is linked to, and the shop's own swatches."""
        self._link_to = link_to
        self._numbers = numbers
        self.labels: Memo[str, str] = Memo(label)
        self.kinds = _words("kind", words["kinds"])
        self.rims = _words("rim", words["rims"])
        self.hinges = _words("hinge", words["hinges"])
        self.genders = _words("gender", words["genders"])
        self.materials = _words("material", words["materials"])
        self.lens_materials = _words("lens_material", {})
        self.colours: Memo[str, Word] = Memo(lambda text: _word("colour", text))
        self.lens_colours: Memo[str, Word] = Memo(lambda text: _word("lens_colour", text))
        self.uv: Memo[str, Word] = Memo(lambda text: _word("uv", text))
        self.coatings: Memo[tuple[str, ...], tuple[tuple[str, ...], FactView | None]] = Memo(_coatings)
        self.lists: Memo[tuple[str, ...], tuple[str, ...]] = Memo(lambda texts: tuple(label(text) for text in texts))
        self.swatches: Memo[str, str] = Memo(swatches(known))
        self.shapes: Memo[tuple[str, str], Shape] = Memo(self._shape)
        self.sizes: Memo[tuple[float | None, float | None, float | None], str] = Memo(_size)
        self.ratings: Memo[float, tuple[str, str]] = Memo(
            lambda value: (numbers.decimal(round(value, 1)), f"{value:.1f}")
        )
        yes = words["answers"]["yes"]
        self._polarized = FactView("polarized", yes)
        self._prescription = FactView("prescription", yes)
        self._best: Memo[Fit, FitView] = Memo(lambda fit: self._fit(fit, best=True))
        self._others: Memo[Fit, FitView] = Memo(lambda fit: self._fit(fit, best=False))
        # One memo a measure: a dict with a float as its key is quicker than one with a pair.
        self._frame_width = self._measures("frame_width", "mm")
        self._lens_width = self._measures("lens_width", "mm")
        self._bridge = self._measures("bridge", "mm")
        self._temple = self._measures("temple", "mm")
        self._lens_height = self._measures("lens_height", "mm")
        self._frame_height = self._measures("frame_height", "mm")
        self._weight = self._measures("weight", "g")

    def rating(self, product: Offer) -> RatingView | None:
        """Return what customers gave, None where nobody did."""
        value, count = product.rating, product.rating_count
        if not value or not count:
            return None
        text, plain = self.ratings[value]
        return RatingView(text, plain, count)

    def describe(self, product: Product, shown: Shown = ALL) -> Described:
        """Return what a product is made of and how big it is, as a table, by name and by measure."""
        measures = self._measured(product)
        return Described(
            self.shapes[product.shape, product.shape_label],
            self.materials[product.material].text,
            tuple([one for one in measures if one is not UNKNOWN]) if shown.measures else (),
            self._facts(product) if shown.facts else (),
            self._specs(product, measures) if shown.specs else NO_SPECS,
            self.coatings[product.coatings][0],
        )

    def _measured(self, product: Product) -> Measured:
        return (  # in the order in which they are read off a frame
            self._frame_width[product.frame_width],
            self._lens_width[product.lens_width],
            self._bridge[product.bridge],
            self._temple[product.temple],
            self._lens_height[product.lens_height],
            self._frame_height[product.frame_height],
            self._weight[product.weight_g],
        )

    def _facts(self, product: Product) -> tuple[FactView, ...]:
        sku, gtin = product.sku, product.gtin
        facts = (
            FactView("sku", sku) if sku else None,
            self.kinds[product.kind].fact,
            self.shapes[product.shape, product.shape_label].fact,
            self.rims[product.rim].fact,
            self.materials[product.material].fact,
            self.colours[product.colour].fact,
            self.hinges[product.hinge].fact,
            self.lens_materials[product.lens_material].fact,
            self.lens_colours[product.lens_colour].fact,
            self.coatings[product.coatings][1],
            self.uv[product.uv_protection].fact,
            self._polarized if product.polarized else None,
            self._prescription if product.prescription else None,
            self.genders[product.gender].fact,
            FactView("gtin", gtin) if gtin else None,
        )
        return tuple([fact for fact in facts if fact is not None])

    def _specs(self, product: Product, measures: Measured) -> SpecsView:
        labels = self.labels
        frame_width, lens_width, bridge, temple, lens_height, frame_height, weight = measures
        return SpecsView(
            self.kinds[product.kind].text,
            self.shapes[product.shape, product.shape_label].label,
            labels[product.rim],
            self.materials[product.material].text,
            product.colour,
            labels[product.hinge],
            weight.text,
            frame_width.text,
            frame_height.text,
            lens_width.text,
            lens_height.text,
            bridge.text,
            temple.text,
            self.lens_materials[product.lens_material].text,
            product.lens_colour,
            product.uv_protection,
            self.genders[product.gender].text,
            labels[product.style],
            labels[product.age_group],
            product.polarized,
            product.prescription,
        )

    def fits(self, fits: tuple[Fit, ...]) -> tuple[FitView, ...]:
        """Return how well a product suits each face shape, best first."""
        if not fits:
            return ()
        others = self._others
        views = [others[fit] for fit in fits]
        views[0] = self._best[fits[0]]
        return tuple(views)

    def _shape(self, shape: tuple[str, str]) -> Shape:
        key, given = shape
        name = given or shape_name(key)
        if not key:
            return Shape(name, None, None)
        found = self._link_to("frame_shape", key)
        link = LinkView(name, found.path, found.count) if found else LinkView(name, "")
        return Shape(name, link, FactView("shape", name, link.path) if name else None)

    def _fit(self, fit: Fit, *, best: bool) -> FitView:
        link = self._link_to("face_shape", fit.face_shape)
        return FitView(
            face_shape=fit.face_shape,
            label=fit.face_shape.capitalize(),
            percent=round(fit.score * 100),
            reason=label(fit.reasons[0]) if fit.reasons else "",
            path=link.path if link else "",
            best=best,
        )

    def _measures(self, key: str, unit: str) -> Memo[float | None, MeasureView]:
        numbers = self._numbers
        return Memo(lambda value: MeasureView(key, value, numbers.unit(value, unit)) if value else UNKNOWN)


def in_order(fits: tuple[FitView, ...]) -> tuple[FitView, ...]:
    """Return fits in the order of FACE_SHAPES."""
    return tuple(sorted(fits, key=_face_place))


def _face_place(fit: FitView) -> int:
    return FACE_PLACES[fit.face_shape]


def _word(key: str, text: str) -> Word:
    return Word(text, FactView(key, text) if text else None)


def _words(key: str, texts: Mapping[str, str]) -> Memo[str, Word]:
    return Memo(lambda value: _word(key, texts.get(value) or label(value)))


def _coatings(coatings: tuple[str, ...]) -> tuple[tuple[str, ...], FactView | None]:
    labels = tuple(label(coating) for coating in coatings)
    return labels, FactView("coating", ", ".join(labels)) if labels else None


def _size(numbers: tuple[float | None, float | None, float | None]) -> str:
    return "–".join(f"{number:g}" for number in numbers if number) if all(numbers) else ""
