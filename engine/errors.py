"""The errors that a user is shown: each says what was expected and what came, where, and what to do.

EngineError
├── ConfigError     shop.toml, the environment or --set
│   └── OptionError       an option that only the catalog or the theme can judge
├── CatalogError    a source that cannot be read, or too many products left out
│   └── SourceLostError   a database that does not answer, or not any more
├── ThemeError      a template or theme.toml
├── AssetError      pictures and static files as a whole (one broken picture is a finding)
├── PublishError    the output folder: locked, not ours, not writable
└── DamagedError    the state folder: not what was written there; a build makes all of it anew

The command line catches EngineError and nothing wider; a bug keeps its traceback.
"""


class EngineError(Exception):
    """Something the user can mend; `str(error)` is the whole message."""


class ConfigError(EngineError):
    """The configuration does not say what the engine needs."""


class OptionError(ConfigError):
    """A value of an option that cannot be, found out after the configuration was read."""

    def __init__(self, option: str, text: str, origin: str = "shop.toml") -> None:
        """`origin` is who said it: the file, a variable of the environment, --set."""
        super().__init__(option, text, origin)
        self.option = option
        self.text = text
        self.origin = origin

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.origin}: `{self.option}`: {self.text}"


class CatalogError(EngineError):
    """The catalog cannot be read, or loses more products than allowed."""


class SourceLostError(CatalogError):
    """The database cannot be reached; what it held before may stand in, for nothing is known to be wrong with it."""


class ThemeError(EngineError):
    """The theme cannot be loaded or reads what no view has."""


class AssetError(EngineError):
    """Pictures or static files cannot be made at all."""


class PublishError(EngineError):
    """The output cannot be written where it was asked for."""


class DamagedError(EngineError):
    """A file of the state folder is not what was written there."""
