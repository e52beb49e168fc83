"""A picture's file -> its variants in the store; runs in a worker."""

from pathlib import Path

from msgspec.structs import replace

from engine.assets.encode import make_picture
from engine.assets.header import limits_from
from engine.assets.picture import Picture, Refusal
from engine.assets.store import Store
from engine.pipeline.jobs import Encode, Setup


def encode(job: Encode, setup: Setup) -> Picture | Refusal:
    """Make one picture, or say why not."""
    limits = limits_from(setup.config.images)
    if job.memory:
        limits = replace(limits, max_memory_bytes=min(limits.max_memory_bytes, job.memory))
    return make_picture(Path(job.path), job.digest, job.recipe, Store(Path(setup.store)), limits)
