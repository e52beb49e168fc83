"""A seed -> a random shop, changed and built step by step; what breaks the law is told with how to see it again."""

import copy
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from tests.incremental.edits import edit, new_shop
from tests.incremental.goods import Shop
from tests.incremental.law import Bench, BrokenLawError, How, killed_build, small_parts

FAST = Path("/dev/shm")
LENGTH = 50  # steps with one shop
REAL = 20  # each so many shops have the theme that comes with the program, for fewer steps: it takes long to compile


class Tale(Struct):
    """What one walk has come to."""

    steps: int = 0
    refused: int = 0  # steps whose shop cannot be built, by a clean build neither


def walk(seed: int, length: int, folder: Path, shared: Path) -> Tale:
    """Take so many steps with a shop of a seed; BrokenLawError says which step is wrong, and how to repeat it."""
    dice = Random(seed)
    folder.mkdir()
    bench, shop = Bench(folder, shared), new_shop(dice)
    if seed % REAL == 0:
        shop.options["theme.name"] = "modern-minimal"
        length = min(length, LENGTH // 5)
    tale = Tale()
    did = ["the first build"]
    for number in range(length):
        how = How(
            compare=dice.random() < 0.1,
            full=dice.random() < 0.03,
            workers=2 if dice.random() < 0.005 else None,
            compile=dice.random() < 0.1,
        )
        try:
            before, shop = shop, shop
            if number:
                shop = copy.deepcopy(shop)
                did = edit(dice, shop)
            bench.write(shop, settled=dice.random() < 0.5)
            mishaps = _mishaps(bench, dice)
            did += mishaps
            if bench.step(replace(how, counted=not mishaps)):
                tale.refused += 1
                did = ["taken back"]
                shop = before
                bench.write(shop, settled=dice.random() < 0.5)
            elif dice.random() < 0.15:
                bench.quiet(planned=dice.random() < 0.5)
        except BrokenLawError as error:
            told = "\n  ".join(did)
            raise BrokenLawError(
                f"seed {seed}, step {number} ({how}):\n  {told}\n{error}\n"
                f"again: python -m tests.incremental {number + 1} {seed}\n"
                f"{_shorter(before, shop, shared, folder)}"
            ) from error
        tale.steps += 1
    return tale


def _mishaps(bench: Bench, dice: Random) -> list[str]:
    """Let something go wrong before a build, now and then."""
    did = []
    if dice.random() < 0.05:
        did.append(killed_build(bench, dice, How()))
    if dice.random() < 0.03:
        bench.lose_state()
        did.append("state deleted")
    if dice.random() < 0.03:
        bench.lose_site()
        did.append("site deleted")
    return did


def _shorter(before: Shop, after: Shop, shared: Path, folder: Path) -> str:
    """Say whether the step alone, from a fresh build of the shop before it, breaks the law too."""
    bench = Bench(folder.with_name(f"{folder.name}-short"), shared)
    try:
        for shop in (before, after):
            bench.write(shop, settled=False)
            bench.step(How(compile=True))
    except BrokenLawError as error:
        return f"two builds show it, in {bench.folder}: {error}"
    return "it takes the steps before, too"


class Room:
    """A folder for walks, in memory where there is such a place; it is left when a law was broken."""

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        place = FAST if FAST.is_dir() else None
        self.folder = Path(tempfile.mkdtemp(prefix="walk-", dir=place))
        self._stack.enter_context(small_parts())
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        import shutil

        self._stack.close()
        if kind is None:
            shutil.rmtree(self.folder)


def walks(seed: int, steps: int, told: Callable[[int, Tale], None] = lambda *_: None) -> Tale:
    """Take so many steps in walks of seeds that follow each other."""
    import shutil

    whole = Tale()
    with Room() as room:
        while whole.steps < steps:
            folder = room.folder / str(seed)
            tale = walk(seed, min(LENGTH, steps - whole.steps), folder, room.folder)
            shutil.rmtree(folder, ignore_errors=True)  # builds delete what they leave in the background
            whole.steps += tale.steps
            whole.refused += tale.refused
            told(seed, whole)
            seed += 1
    return whole
