"""Seconds in; damaged BSON through the compiled decoder, for a build with AddressSanitizer (docs/native.md)."""

import ctypes
import datetime
import random
import sys
import time
from collections.abc import Iterator

import bson

from native import bson as compiled

DOCUMENT = {
    "_id": bson.ObjectId("66f0c0ffee66f0c0ffee66f0"),
    "name": "Brillengestell \u201eM\u00fcnchen\u201c \U0001f453",
    "price": {"amount": bson.Decimal128("129.90"), "sale": 99.5, "stock": 12, "sold": bson.Int64(1 << 40)},
    "images": [{"url": "frames/1.jpg", "alt": None}, {"url": "frames/2.jpg", "main": True}],
    "at": datetime.datetime(2024, 12, 17, 7, 26, 58, 26000),
    "rare": [
        b"\x00\x01\x02",
        bson.Binary(b"old", 2),
        bson.Regex("^a+$", "i"),
        bson.Timestamp(5, 6),
        bson.Code("f()", {"a": 1}),
        bson.Code("g()"),
        bson.MinKey(),
        bson.MaxKey(),
        float("nan"),
    ],
}
SEEDS = [
    bson.encode(DOCUMENT),
    bson.encode({"a": {"b": [[[{"c": "d"}]]]}}),
    b"\x25\x00\x00\x00\x0ep\x00\x02\x00\x00\x00s\x00\x06u\x00\x0cr\x00\x01\x00\x00\x00\x00" + b"i" * 12 + b"\x00",
]


def damaged(source: random.Random) -> Iterator[bytes]:
    """Yield batches without end: bytes flipped, lengths edited, ends cut, parts doubled, a good document after some."""
    while True:
        raw = bytearray(source.choices(SEEDS, (4, 1, 1))[0])
        for _ in range(source.randint(1, 3)):
            at = source.randrange(len(raw))
            change = source.randrange(6)
            if change == 0:
                raw[at] = source.randrange(256)
            elif change == 1:
                raw[at] ^= 1 << source.randrange(8)
            elif change == 2:
                length = source.choice((0, 1, 4, 5, len(raw), len(raw) - at, 0x7FFFFFFF, -1, -5, source.randrange(400)))
                raw[at : at + 4] = length.to_bytes(4, "little", signed=True)
            elif change == 3:
                raw[at : at + 1] = bytes([source.choice(b"\x01\x02\x03\x04\x05\x07\x09\x0b\x0c\x0d\x0e\x0f\x11\x13")])
            elif change == 4:
                raw[at:at] = raw[at : at + source.randrange(40)]
            else:
                raw = raw[: at + 1]
        if source.random() < 0.3:
            raw[:4] = len(raw).to_bytes(4, "little")
        yield bytes(raw) + (SEEDS[1] if source.random() < 0.1 else b"")


def main(seconds: float) -> int:
    """Decode until the time is over; return how many batches that were."""
    count = 0
    end = time.monotonic() + seconds
    for raw in damaged(random.Random(time.time_ns())):
        # A bytes object has a zero byte past its end, which would hide a read one too far: this has not.
        block = (ctypes.c_uint8 * len(raw)).from_buffer_copy(raw)
        rows = compiled.bson_to_msgpack(block)
        parts = compiled.bson_split(block)
        if len(rows) != len(parts) or b"".join(parts) != raw:
            raise SystemExit(f"rows and parts differ for {raw.hex()}")
        count += 1
        if count % 1000 == 0 and time.monotonic() > end:
            return count
    return count


if __name__ == "__main__":
    batches = main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
    sys.stdout.write(f"{batches} batches, no fault\n")
