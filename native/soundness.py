"""The parts of a program in, a ValueError out if the machine could read or jump past their ends."""

from collections.abc import Sequence

from native.opcodes import (
    AT_LEAST,
    COLLECT,
    DIVIDE,
    END,
    FIND,
    FOR,
    INJF,
    INJT,
    LAST,
    MOST_ARGUMENTS,
    NEXT,
    OPERANDS,
    QUOTED,
    UNPACK,
    WIDTH,
)

MOST_REGISTERS = 1 << 16  # slots, or loops
MOST_DIGITS = 15
MOST_KINDS = 1 << 16  # of fragments
MOST_INDEX = 1 << 31
NOTHING = -1


def check_program(
    ops: bytes,
    sizes: dict[str, int],
    texts: Sequence[object],
    paths: Sequence[tuple[int, Sequence[object]]],
    twins: Sequence[tuple[object, Sequence[int]]],
) -> None:
    """Raise unless each operand of each operation is in range; `sizes` has the count of each part by name."""
    for part in ("slots", "params", "loops"):
        _within(f"the count of {part}", sizes[part], 0, MOST_REGISTERS)
    if sizes["params"] > sizes["slots"]:
        raise ValueError(f"expected at most {sizes['slots']} params, as many as slots, got {sizes['params']}")
    for number, text in enumerate(texts):
        if type(text) is not bytes:
            raise ValueError(f"text {number}: expected bytes, got {type(text).__name__}")
    for number, (slot, steps) in enumerate(paths):
        _within(f"path {number}: the slot", slot, 0, sizes["slots"] - 1)
        for step in steps:
            if type(step) is not str:
                _within(f"path {number}: the index of a step", step, -MOST_INDEX, MOST_INDEX)
    for number, (function, slots) in enumerate(twins):
        _check_twin(number, function, slots, sizes["slots"])
    _check_ops(ops, sizes, paths)


def _within(what: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{what}: expected a whole number from {least} to {most}, got {value!r}")


def _check_twin(number: int, function: object, slots: Sequence[int], most: int) -> None:
    if not callable(function):
        raise ValueError(f"twin {number}: expected a function, got {type(function).__name__}")
    if len(slots) > MOST_ARGUMENTS:
        raise ValueError(f"twin {number}: expected at most {MOST_ARGUMENTS} arguments, got {len(slots)}")
    for slot in slots:
        _within(f"twin {number}: the slot of an argument", slot, 0, most - 1)


def _check_ops(ops: bytes, sizes: dict[str, int], paths: Sequence[tuple[int, Sequence[object]]]) -> None:
    if not ops or len(ops) % (4 * WIDTH):
        raise ValueError(f"expected operations of {4 * WIDTH} bytes each, got {len(ops)} bytes")
    numbers = memoryview(ops).cast("i").tolist()
    rows = [numbers[at : at + WIDTH] for at in range(0, len(numbers), WIDTH)]
    if rows[-1][0] != END:
        raise ValueError(f"expected END as the last operation, got {rows[-1][0]}")
    ranges = _ranges(sizes)
    for at, row in enumerate(rows):
        operands = OPERANDS.get(row[0])
        if operands is None:
            raise ValueError(f"operation {at}: expected a number from 0 to {max(OPERANDS)}, got {row[0]}")
        for name, value in zip(operands, row[1:], strict=False):
            if name == "target":
                _check_target(at, value, rows)
            else:
                _within(f"operation {at} ({row[0]}): {name}", value, *ranges[name])
        if any(row[1 + len(operands) :]):
            raise ValueError(f"operation {at} ({row[0]}): expected zeros behind its operands, got {row}")
        if row[0] == FOR and row[1] == row[5] == NOTHING:
            raise ValueError(f"operation {at} (FOR): expected a path or a twin, got neither")
        if row[0] == FIND and len(paths[row[5]][1]) != 1:
            raise ValueError(f"operation {at} (FIND): expected a key of one step, got {paths[row[5]][1]!r}")
        if row[0] == COLLECT and len(paths[row[2]][1]) != 1:
            raise ValueError(f"operation {at} (COLLECT): expected a path of one step, got {paths[row[2]][1]!r}")
        if row[0] in (INJF, INJT) and row[5] == NOTHING and NOTHING in (row[1], row[4]):
            raise ValueError(f"operation {at} ({row[0]}): expected a constant in the place of a path, got none")
        if row[0] == UNPACK:
            _within(f"operation {at} (UNPACK): first + count", row[2] + row[3], 0, sizes["slots"])


def _ranges(sizes: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return the least and the most of each operand but the target of a jump."""
    ranges = {
        "mode": (0, QUOTED),
        "attribute": (0, LAST),
        "markup": (0, 1),
        "kind": (0, MOST_KINDS),
        "first": (0, sizes["slots"]),
        "count": (0, sizes["slots"]),
        "how": (0, AT_LEAST),
        "what": (0, DIVIDE),
        "digits": (0, MOST_DIGITS),
        "number": (-MOST_INDEX, MOST_INDEX - 1),
        "memo": (0, MOST_REGISTERS),
        "start": (0, MOST_INDEX - 1),
        "stop": (0, MOST_INDEX - 1),
    }
    for name in ("path", "twin", "text", "const", "slot", "loop"):
        ranges[name] = (0, sizes[name + "s"] - 1)
        ranges[name + "?"] = (NOTHING, sizes[name + "s"] - 1)
    return ranges


def _check_target(at: int, target: int, rows: list[list[int]]) -> None:
    """Raise unless a jump goes forwards, or from a NEXT to the operation behind the FOR of its loop."""
    if rows[at][0] != NEXT:
        _within(f"operation {at} ({rows[at][0]}): target", target, at + 1, len(rows) - 1)
        return
    _within(f"operation {at} (NEXT): target", target, 1, at)
    begin = rows[target - 1]
    if begin[0] != FOR or begin[3] != rows[at][1]:
        raise ValueError(f"operation {at} (NEXT): expected the FOR of loop {rows[at][1]} before its target {target}")
