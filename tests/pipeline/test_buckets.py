"""Digests of slugs -> the parts that products stand in."""

import pytest
from xxhash import xxh3_128_digest

from engine.pipeline.buckets import Buckets

KEYS = b"".join(xxh3_128_digest(b"%d" % number) for number in range(1000))


@pytest.mark.parametrize(("products", "parts"), [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2), (201, 4), (1000, 16)])
def test_there_are_as_many_parts_as_hold_the_products(products: int, parts: int) -> None:
    buckets = Buckets(KEYS[: 16 * products], 100)
    held = [place for bucket in range(len(buckets)) for place in buckets.places(bucket)]
    assert (len(buckets), sorted(held)) == (parts, list(range(products)))


def test_a_product_that_comes_or_goes_moves_no_other() -> None:
    before, after = Buckets(KEYS[: 16 * 300], 100), Buckets(KEYS[16:][: 16 * 310], 100)
    for bucket in range(4):
        stays = {place for place in before.places(bucket) if place}
        assert stays <= {place + 1 for place in after.places(bucket)}


def test_parts_are_of_about_the_same_size() -> None:
    buckets = Buckets(KEYS, 300)
    assert all(200 < len(buckets.places(bucket)) < 300 for bucket in range(len(buckets)))
