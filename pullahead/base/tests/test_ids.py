"""Ids sort by time, keys are long and kept as a hash, tokens never repeat."""

from __future__ import annotations

import time

from pullahead.base.ids import key_hash, new_id, new_key, new_token


def test_an_id_is_a_uuid_of_version_7_that_sorts_by_time() -> None:
    first = new_id()
    time.sleep(0.002)
    second = new_id()

    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first < second


def test_ids_and_tokens_do_not_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
    assert len({new_token() for _ in range(10_000)}) == 10_000


def test_a_key_has_a_prefix_that_scanners_know_and_256_random_bits() -> None:
    key = new_key()
    assert key.startswith("pa_")
    assert len(key) == 3 + 43
    assert key_hash(key) == key_hash(key) != key_hash(new_key())
    assert len(key_hash(key)) == 64
