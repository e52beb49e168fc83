"""Pictures as a stage: made from the source, found in the store, linked into the output.

The sources are drawn here: spectacles on a soft ground with a little grain, as JPEG of a usual size. What counts is the
CPU time of one worker: run with `--benchmark-timer=time.process_time` where others share the machine.
"""

import itertools
from pathlib import Path
from typing import Any

import pytest

from engine.assets.encode import make_picture
from engine.assets.header import Limits
from engine.assets.picture import Picture
from engine.assets.recipe import recipe_from
from engine.assets.sources import fingerprint
from engine.assets.store import Store
from engine.config.schema import Images

COUNT = 4
WIDTH, HEIGHT = 1600, 1200
RECIPE = recipe_from(Images())
LIMITS = Limits()

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<defs><radialGradient id="g"><stop offset="0" stop-color="hsl({hue},30%,96%)"/><stop offset="1"
stop-color="hsl({hue},20%,84%)"/></radialGradient></defs><rect width="400" height="300" fill="url(#g)"/>
<g fill="hsl({hue},10%,90%)" stroke="hsl({hue},60%,{light}%)" stroke-width="9">
<rect x="70" y="110" width="110" height="80" rx="{round}"/><rect x="220" y="110" width="110" height="80" rx="{round}"/>
<path d="M180 140q20-20 40 0M70 130L30 120M330 130L370 120" fill="none"/></g></svg>"""


def draw(number: int) -> bytes:
    """Return a drawn photo as JPEG; the same number gives the same bytes."""
    import pyvips

    svg = SVG.format(hue=number * 47 % 360, light=20 + number * 7 % 40, round=20 + number * 11 % 30)
    drawn = pyvips.Image.svgload_buffer(svg.encode(), scale=WIDTH / 400).flatten()
    grain = pyvips.Image.gaussnoise(WIDTH, HEIGHT, mean=0, sigma=3, seed=number)
    content: bytes = (drawn + grain).cast("uchar").copy(interpretation="srgb").jpegsave_buffer(Q=88)
    return content


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, str]]:
    """Drawn photos and their digests; made before the clock starts."""
    folder = tmp_path_factory.mktemp("photos")
    for number in range(COUNT):
        (folder / f"{number}.jpg").write_bytes(draw(number))
    return [(path, fingerprint(path)) for path in sorted(folder.iterdir())]


def make_all(sources: list[tuple[Path, str]], store: Store) -> list[Picture]:
    """Return the pictures of all sources."""
    made = [make_picture(path, digest, RECIPE, store, LIMITS) for path, digest in sources]
    return [picture for picture in made if isinstance(picture, Picture)]


def check(pictures: list[Picture]) -> None:
    """Hold the result to what the recipe promises, so that no figure stands for work not done."""
    assert len(pictures) == COUNT
    for picture in pictures:
        assert [variant.width for variant in picture.of("avif")] == [320, 640, 1024, 1440]
        assert [variant.width for variant in picture.of("jpeg")] == [640]
        assert picture.blur.startswith("data:image/webp;base64,")


@pytest.mark.benchmark(group="images")
def bench_make(benchmark: Any, sources: list[tuple[Path, str]], tmp_path: Path) -> None:
    """Decode, resize and encode each source into an empty store."""
    check(make_all(sources, Store(tmp_path / "checked")))
    fresh = (Store(tmp_path / str(number)) for number in itertools.count())
    benchmark.extra_info.update(sources=COUNT, megapixels=COUNT * WIDTH * HEIGHT / 1e6, recipe=RECIPE.encoders)
    benchmark.pedantic(make_all, setup=lambda: ((sources, next(fresh)), {}), rounds=5)


@pytest.mark.benchmark(group="images")
def bench_find(benchmark: Any, sources: list[tuple[Path, str]], tmp_path: Path) -> None:
    """Find each picture in the store, every byte verified: what a second build pays."""
    store = Store(tmp_path / "store")
    made = make_all(sources, store)
    check(made)
    key = RECIPE.key()
    found = benchmark(lambda: [store.find(digest, key) for _, digest in sources])
    assert found == made


@pytest.mark.benchmark(group="images")
def bench_publish(benchmark: Any, sources: list[tuple[Path, str]], tmp_path: Path) -> None:
    """Link each picture's files into an empty folder."""
    store = Store(tmp_path / "store")
    made = make_all(sources, store)
    check(made)
    fresh = (tmp_path / "out" / str(number) for number in itertools.count())

    def publish(target: Path) -> int:
        return sum(len(store.publish(picture, target)) for picture in made)

    assert publish(next(fresh)) == COUNT * 5
    benchmark.pedantic(publish, setup=lambda: ((next(fresh),), {}), rounds=20)
