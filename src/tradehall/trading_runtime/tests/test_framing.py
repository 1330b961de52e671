"""Frames come out as they went in, however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradehall.contracts.shard import FRAME_MAX
from tradehall.trading_runtime.framing import FrameSplitter, FrameTooLongError, frame


@given(st.lists(st.binary(max_size=50), max_size=8), st.lists(st.integers(1, 40), max_size=30))
def test_any_cut_of_the_stream_gives_the_same_bodies(bodies: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(frame, bodies))
    splitter, found, start = FrameSplitter(), [], 0
    for size in [*cuts, len(stream)]:
        found += splitter.feed(stream[start : start + size])
        start += size
    assert found == bodies


def test_an_announced_length_beyond_the_bound_is_refused_before_it_is_read() -> None:
    with pytest.raises(FrameTooLongError):
        FrameSplitter().feed((FRAME_MAX + 1).to_bytes(4, "big"))
