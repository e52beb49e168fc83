"""An option -> who said it: the file, a variable of the environment, --set."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from engine.config.schema import ShopConfig
from engine.errors import OptionError

WHOLE = ""  # stands for all that nobody else said: the file, as messages name it


def origin_of(config: ShopConfig, option: str) -> str:
    """Return who said an option, or the table that it stands in."""
    known = config.origins
    while option and option not in known:
        option = "".join(re.split(r"(?=[.\[])", option)[:-1])
    return known.get(option, "shop.toml")


@contextmanager
def naming_origins(config: ShopConfig) -> Iterator[None]:
    """Have errors of options say who said these."""
    try:
        yield
    except OptionError as error:
        raise OptionError(error.option, error.text, origin_of(config, error.option)) from error
