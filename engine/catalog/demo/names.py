"""The words of each brand -> model names, none twice: words first, then compounds, then numbers."""

from collections.abc import Sequence

from engine.catalog.demo.brands import Brand

SECONDS = (
    "Row", "Field", "Gate", "Hill", "Lane", "Bay", "House", "Park", "Bridge", "Cross", "Court", "Green",
    "Hall", "Yard", "Point", "Shore", "Wharf", "Mill", "Dale", "Wood", "End", "Bank", "View", "Grove",
)  # fmt: skip


def model_name(words: Sequence[str], k: int) -> str:
    """The k-th name a house gives."""
    if k < len(words):
        return words[k]
    turn, at = divmod(k - len(words), len(words))
    if turn < len(SECONDS):
        return f"{words[at]} {SECONDS[(turn + at * 5) % len(SECONDS)]}"
    return f"{words[at]} {turn - len(SECONDS) + 2}"


class NameDealer:
    """Counts what each brand has been given; the signature model has its first word."""

    def __init__(self, houses: Sequence[Brand]) -> None:
        self._houses = houses
        self._given = [0] * len(houses)

    def take(self, brand: int) -> None:
        """Note that the brand's next word is gone."""
        self._given[brand] += 1

    def deal(self, brand: int) -> str:
        self._given[brand] += 1
        return model_name(self._houses[brand].words, self._given[brand] - 1)
