"""Texts as searching reads them, packed: what stands in each speech's text.js.

In: texts, and what of them is irregular in the other script. Out: of each text how many bytes its packing has, and those as the
characters of a script.

Packed is the JSON of ``[ids, headings, texts, language, places, characters]`` in UTF-16, by DEFLATE (RFC 1951), which browsers undo by
themselves: that takes half of what the text takes. A script is text, so that bytes stand in it as characters of 15 bits each, from U+3400
on, where all are ordinary ones; each takes two bytes of UTF-16.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor

import msgspec

from generator import work
from generator.memo import Memo, digest_of
from generator.model import Block, Text, Value

_FIRST = 0x3400
_WIDTH = 15
_LEVEL = 9
_VERSION = zlib.ZLIB_RUNTIME_VERSION


class Packed(Value, frozen=True):
    """A text: how many bytes its packing has, and the characters that stand for them, in UTF-16-LE."""

    size: int
    characters: bytes


Row = tuple[bytes, str, tuple[int, ...], str]
"""A text as it is remembered, and its language; where a character is irregular in the other script, and what stands there."""


def packed(
    keys: Sequence[bytes], row: Callable[[int], Row], memo: Memo, executor: Executor | None = None
) -> Sequence[Packed]:
    """Each text, packed, read when it is asked for; one that has not changed, by its key, is not packed again."""
    common = digest_of("packed", _VERSION)
    return memo.remember_each(
        [common + key for key in keys],
        Packed,
        lambda missing: work.each_of(
            work.worth(executor, len(missing)), packed_chunk, None, map(row, missing)
        ),
        lambda n: packed_chunk(None, [row(n)])[0],
    )


def packed_chunk(_: None, rows: list[Row]) -> list[Packed]:
    """Pack some texts."""
    return [pack(_plain(*row).decode().encode("utf-16-be")) for row in rows]


def pack(data: bytes) -> Packed:
    """Bytes by DEFLATE, as characters of 15 bits."""
    import numpy as np  # only where there is something to index

    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1)
    small = deflate.compress(data) + deflate.flush()
    bits = np.unpackbits(np.frombuffer(small, np.uint8))
    rows = np.zeros(-(-len(bits) // _WIDTH) * _WIDTH, np.uint16)
    rows[: len(bits)] = bits
    points = rows.reshape(-1, _WIDTH) @ (1 << np.arange(_WIDTH - 1, -1, -1)) + _FIRST
    return Packed(len(small), points.astype("<u2").tobytes())


def _plain(encoded: bytes, lang: str, places: tuple[int, ...], characters: str) -> bytes:
    blocks = msgspec.msgpack.decode(encoded, type=Text).blocks
    headings = [number for number, block in enumerate(blocks) if block.kind == "heading"]
    texts = [block.text for block in blocks]
    return msgspec.json.encode([_runs(blocks), headings, texts, lang, places, characters])


def _runs(blocks: Iterable[Block]) -> list[tuple[str, int]]:
    """The ids of blocks, in runs of those that count on by one: the first id, and how many there are."""
    runs: list[tuple[str, int]] = []
    for block in blocks:
        first, many = runs[-1] if runs else ("", 0)
        if many and "-" not in first and block.id == f"p{int(first[1:]) + many}":
            runs[-1] = (first, many + 1)
        else:
            runs.append((block.id, 1))
    return runs
