"""A variant -> its description, short description and alt texts, from banks that are dealt like cards."""

from random import Random

from engine.catalog.demo.deck import Deck
from engine.catalog.demo.models import Variant
from engine.catalog.demo.words import FITS, KIDS_USES, MAKINGS, OPENERS, ORDERS, USES

VIEW_WORDS = {
    "three-quarter": "seen from the left at an angle",
    "front": "front view",
    "side": "side view",
    "folded": "folded, seen from above",
}
FINISH_WORDS = {
    "acetate": "acetate",
    "tortoise": "tortoise acetate",
    "crystal": "clear acetate",
    "two-tone": "two-tone acetate",
    "metal": "metal",
    "titanium": "titanium",
}
KIND_WORDS = {
    "eyeglasses": "glasses",
    "sunglasses": "sunglasses",
    "reading": "reading glasses",
    "computer": "computer glasses",
}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def stuff(variant: Variant) -> str:
    """The material as a shopper would say it."""
    if variant.model.substance == "mixed":
        return "acetate and wire"
    rim = "" if variant.model.rim == "full-rim" else f"{variant.model.rim} "
    return rim + FINISH_WORDS[variant.colour.finish]


def alt_text(variant: Variant, view: str, own: bool) -> str:
    """What a picture shows; one shared with other products does not name this one's colour."""
    model, kind = variant.model, KIND_WORDS[variant.model.kind]
    shape = capital(model.shape)
    if not own:
        return f"{shape} {stuff(variant)} {kind}, {VIEW_WORDS[view]}"
    lens = f" with {variant.tint.name.lower()} lenses" if model.kind == "sunglasses" else ""
    return f"{variant.brand.name} {model.name} in {variant.colour.name}{lens}: {model.shape} {kind}, {VIEW_WORDS[view]}"


class Writer:
    """Deals the banks; siblings share the opener and its order, each has its own making, fit and use."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}:texts")
        self._decks: dict[tuple[str, str], Deck[str]] = {}
        self._shared: tuple[int, str, str] = (-1, "", "")

    def _deal(self, bank: str, key: str, items: tuple[str, ...]) -> str:
        deck = self._decks.get((bank, key))
        if deck is None:
            deck = self._decks[bank, key] = Deck(items, self._rng)
        return deck.deal()

    def _fit(self, variant: Variant) -> str:
        model = variant.model
        kids = model.gender == "kids"
        glazed = model.kind == "eyeglasses" and not kids
        span = "narrow" if model.width < 130 else "medium" if model.width < 140 else "wide"
        text = self._deal("fit", "", FITS)
        return text.format(
            width=model.width,
            bridge=model.bridge,
            temple=model.temple,
            size=model.size,
            lens=model.lens_width,
            height=model.lens_height,
            breadth="small" if kids else {"narrow": "smaller", "medium": "most", "wide": "broad"}[span],
            seat="low" if model.bridge >= 19 else "close",
            fit="a child's fit"
            if kids
            else {"narrow": "a narrow fit", "medium": "a medium fit", "wide": "a roomy fit"}[span],
            progressive=", enough for progressives" if model.lens_height >= 34 and glazed else "",
        )

    def write(self, variant: Variant) -> tuple[str, str]:
        """The description, partly as simple HTML, and the short description."""
        model = variant.model
        if self._shared[0] != model.number:
            opener = self._deal("opener", model.shape, OPENERS[model.shape]).format(name=model.name)
            self._shared = (model.number, opener, self._deal("order", "", ORDERS))
        _, opener, order = self._shared
        finish = "mixed" if model.substance == "mixed" else variant.colour.finish
        kids = model.gender == "kids"
        use = self._deal("use", "kids" if kids else model.kind, KIDS_USES if kids else USES[model.kind])
        fit = self._fit(variant)
        making = self._deal("making", finish, MAKINGS[finish])
        body = order.format(o=opener, m=making, F=capital(fit), U=capital(use))
        short = f"{opener}. {variant.colour.name}, {stuff(variant)}, {model.size}."
        return self._dress(variant, body, variant.colour.says + "."), short

    def _dress(self, variant: Variant, body: str, colour: str) -> str:
        model = variant.model
        form = self._rng.choices(("plain", "paragraphs", "list"), (3, 4, 3))[0]
        if form == "plain":
            return f"{body} {colour}"
        html = f"<p>{body}</p>\n<p>{colour}</p>"
        if form == "paragraphs":
            return html
        rows = (
            f"{capital(model.shape)} front in {stuff(variant)}",
            f"Size {model.size}, front {model.width} mm",
            f"Lenses: {variant.tint.name.lower()}"
            if model.kind == "sunglasses"
            else f"Lens height {model.lens_height} mm",
        )
        return html + "\n<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"
