"""Theme name -> the folder of its templates, styles and settings; data, no code."""

from pathlib import Path

THEMES = Path(__file__).resolve().parent


def theme_names() -> tuple[str, ...]:
    """Return the names of the themes that are shipped, sorted."""
    return tuple(sorted(folder.parent.name for folder in THEMES.glob("*/theme.toml")))


def theme_dir(name: str) -> Path:
    """Return the folder of a shipped theme; KeyError when there is none of that name."""
    if name not in theme_names():
        raise KeyError(name)
    return THEMES / name


def shared_dir() -> Path:
    """Return the folder of what all themes have in common."""
    return THEMES / "shared"
