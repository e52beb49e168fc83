"""Shots -> JPEG files, drawn as SVG and rendered by libvips in as many processes as there are processors."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from engine.catalog.demo.album import Shot
from engine.catalog.demo.drawing.picture import draw
from engine.catalog.demo.drawing.spec import Frame, View

CHUNK = 8
SOFT = 4


def render(frame: Frame, view: View, size: tuple[int, int]) -> bytes:
    """The picture as JPEG; the shadow is drawn at a quarter of the size, which its softness hides."""
    import pyvips

    picture = draw(frame, view, size, (size[0] // SOFT, size[1] // SOFT))
    floor = pyvips.Image.svgload_buffer(picture.floor.encode()).flatten(background=255)
    whole = picture.on_floor(floor.pngsave_buffer(compression=1, filter="none", keep="none"))
    image = pyvips.Image.svgload_buffer(whole.encode(), unlimited=True)
    return bytes(image.flatten(background=255).jpegsave_buffer(Q=90, keep="none"))


def take(shots: list[Shot], folder: Path, size: tuple[int, int]) -> int:
    """Make some pictures, one file each; returns how many."""
    for shot in shots:
        (folder / f"{shot.name}.jpg").write_bytes(render(shot.frame, shot.view, size))
    return len(shots)


def _one_thread() -> None:
    # libvips reads this once, on import; each process has one processor to itself
    os.environ["VIPS_CONCURRENCY"] = "1"


def make_pictures(shots: list[Shot], folder: Path, size: tuple[int, int]) -> Iterator[int]:
    """Make all pictures; yields how many are done, as they get done."""
    done = 0
    if len(shots) <= 2 * CHUNK:  # starting processes costs more than a few pictures
        for shot in shots:
            done += take([shot], folder, size)
            yield done
        return
    workers = min(os.cpu_count() or 1, len(shots) // CHUNK)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_one_thread) as pool:
        jobs = [pool.submit(take, shots[at : at + CHUNK], folder, size) for at in range(0, len(shots), CHUNK)]
        for job in as_completed(jobs):
            done += job.result()
            yield done
