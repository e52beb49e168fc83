"""An eyewear catalog and a shop.toml -> a complete static shop; `build` is the whole public face."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.config.schema import ShopConfig
    from engine.pipeline.build import build
    from engine.pipeline.report import BuildReport

__all__ = ["BuildReport", "ShopConfig", "build"]


def __getattr__(name: str) -> Any:
    # Lazily: every import of a part of the engine passes here, and most of them build nothing.
    if name == "build":
        from engine.pipeline.build import build

        return build
    if name == "BuildReport":
        from engine.pipeline.report import BuildReport

        return BuildReport
    if name == "ShopConfig":
        from engine.config.schema import ShopConfig

        return ShopConfig
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
