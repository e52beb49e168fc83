"""The plain twin of numbers.pyx: a number as short as it can be written, by Python's own formatting."""


def short_number(value: float, digits: int = 2) -> str:
    """Return a number as short as it can be written with at most so many digits behind its point: 24, -0.5."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
