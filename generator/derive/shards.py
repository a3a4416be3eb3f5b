"""The search index in parts: of each block of speeches a run in every file, and what is known of the runs without reading them.

In: blocks of texts. Out: ``Shard``, a file with the digest of its runs, so that a file none of whose runs has changed is neither
read nor put together. What is remembered of a block is large (``Runs``) and small (``Block``); an edit reads the small part of all.
"""

import functools
import hashlib
import itertools
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from generator.derive.compared import normalised
from generator.memo import digest_of
from generator.model import Text, Value

KINDS = ("singles", "grams", "places")
_DIGEST = 8


class Runs(Value, frozen=True):
    """The runs of one block in the files of one kind, one after the other, and where each ends (int32)."""

    data: bytes
    ends: bytes

    @property
    def borders(self) -> "array[int]":
        """Where each begins; where all end."""
        found = array("i", self.ends)
        if sys.byteorder == "big":
            found.byteswap()
        found.insert(0, 0)
        return found

    def sums(self) -> "Sums":
        """What is known of them without reading them."""
        digests = (
            hashlib.blake2b(self.data[start:end], digest_size=_DIGEST).digest()
            for start, end in itertools.pairwise(self.borders)
        )
        return Sums(self.ends, b"".join(digests))


class Sums(Value, frozen=True):
    """Of the runs of one block in the files of one kind: where each ends (int32), and its digest (8)."""

    ends: bytes
    digests: bytes


class Block(Value, frozen=True):
    """The small part of one block: its runs of each kind, and how often each character stands in it (int32)."""

    kinds: tuple[Sums, ...]
    characters: str
    counts: bytes


class Shard(Value, frozen=True):
    """A file of the index."""

    name: str
    """Kind and number: ``grams/1f``."""
    key: bytes
    make: Callable[[], bytes]


class Kind(Value, frozen=True):
    """All files of one kind."""

    names: tuple[str, ...]
    sums: tuple[Sums, ...]
    """Of each block."""
    runs: Sequence[Runs]
    """Of each block; read when they are asked for."""

    def sizes(self) -> list[int]:
        """Bytes of the runs of each file."""
        import numpy as np  # only where there is something to index

        total = np.zeros(len(self.names), np.int64)
        for sums in self.sums:
            total += np.diff(np.frombuffer(sums.ends, "<i4"), prepend=0)
        found: list[int] = total.tolist()
        return found

    def shards(self) -> Iterator[Shard]:
        """The files; the runs of all blocks are read where one of these must be made, and are held while they are gone through."""
        keys = self._keys()

        @functools.cache
        def read() -> list[tuple[bytes, Any]]:
            return [(runs.data, runs.borders) for runs in self.runs]

        for number, name in enumerate(self.names):
            yield Shard(name, keys[number], functools.partial(_script, name, number, read))

    def _keys(self) -> list[bytes]:
        """Of each file a digest (16) of its runs: the sum of their digests, each times a power of one odd number by its block."""
        import numpy as np  # as above

        total = np.zeros(len(self.names), np.uint64)
        for sums in self.sums:
            total *= np.uint64(0x9E3779B97F4A7C15)
            total += np.frombuffer(sums.digests, "<u8")
        common, data = digest_of("shard", len(self.sums))[: 16 - _DIGEST], total.astype("<u8").tobytes()
        return [common + data[at : at + _DIGEST] for at in range(0, len(data), _DIGEST)]


def _script(name: str, number: int, read: Callable[[], list[tuple[bytes, Any]]]) -> bytes:
    """A script that hands over one run a block."""
    runs = b'","'.join(data[borders[number] : borders[number + 1]] for data, borders in read())
    return b'yanluShard("%s",["%s"]);\n' % (name.encode(), runs)


# ---------------------------------------------------------------------------------------------------- encoding


Source = tuple[str, str, bytes]
"""Title and subtitle of a speech, and its text as it is remembered."""


def encode_blocks(shared: tuple[int, int], blocks: list[list[Source]]) -> list[tuple[bytes, ...]]:
    """Index some blocks, for so many families and classes; of each its ``Block`` and its ``Runs`` of each kind, as they are remembered."""
    encode = msgspec.msgpack.encode
    found = []
    for block in blocks:
        small, runs = encoded([streams(*source) for source in block], *shared)
        found.append((encode(small), *map(encode, runs)))
    return found


def encode_characters_of(
    shared: tuple[int, tuple[int, ...], str], blocks: list[list[Source]]
) -> list[tuple[bytes, ...]]:
    """Where the characters of heavy families stand in some blocks: of each the ``Sums`` and the ``Runs``, as they are remembered."""
    from generator.derive.postings import encode_characters  # numpy: only where there is something to index

    found: list[tuple[bytes, ...]] = []
    for block in blocks:
        runs = Runs(*encode_characters([streams(*source) for source in block], *shared))
        found.append((msgspec.msgpack.encode(runs.sums()), msgspec.msgpack.encode(runs)))
    return found


def encoded(
    block: Sequence[tuple[str, str]], families: int, classes: int
) -> tuple[Block, tuple[Runs, Runs, Runs]]:
    """The small part and the large one of a block of streams."""
    from generator.derive.postings import encode  # numpy, as above

    singles, grams, places = (Runs(*part) for part in encode(block, families, classes))
    counts = Counter("".join(headings + rest for headings, rest in block))
    del counts["\0"]
    characters = "".join(sorted(counts))
    told = array("i", [counts[character] for character in characters])
    if sys.byteorder == "big":
        told.byteswap()
    sums = singles.sums(), grams.sums(), places.sums()
    return Block(sums, characters, told.tobytes()), (singles, grams, places)


def streams(title: str, subtitle: str, encoded_text: bytes) -> tuple[str, str]:
    """Title, subtitle and headings, and the other blocks, normalised; ``\0`` ends each."""
    text = _TEXT.decode(encoded_text)
    headings = [title, subtitle, *(block.text for block in text.blocks if block.kind == "heading")]
    rest = [block.text for block in text.blocks if block.kind != "heading"]
    return "".join(f"{normalised(part)}\0" for part in headings), "".join(
        f"{normalised(part)}\0" for part in rest
    )


_TEXT = msgspec.msgpack.Decoder(Text)
