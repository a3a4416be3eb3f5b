"""Speeches in blocks of about sixty-four, for results that are made and remembered together.

Where a block ends is decided by the ids around that place, so that a speech that is added or goes changes its own block, and the others
stay as they are: within a window the id with the least check sum begins the next block.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.gist import Gist
from generator.memo import Memo, digest_of
from generator.model import Archive

T = TypeVar("T")
_LEAST, _MOST = 32, 96
"""Speeches in a block, but for the last one."""


def blocks(ids: Sequence[str]) -> list[range]:
    """The places of each block's speeches, in the order of the archive."""
    sums = [zlib.crc32(id.encode()) for id in ids]
    found, start = [], 0
    while len(sums) - start > _MOST:
        end = min(range(start + _LEAST, start + _MOST), key=lambda n: (sums[n], n))
        found.append(range(start, end))
        start = end
    return [*found, range(start, len(sums))] if start < len(sums) else found


class Blocks:
    """The blocks of an archive. What is added up over all speeches is added up, and remembered, by the block; so after an edit one sum is made."""

    def __init__(self, archive: Archive, gists: Sequence[Gist], memo: Memo) -> None:
        self._memo = memo
        self.all = blocks([speech.id for speech in archive.speeches])
        facts = [
            (speech.counts_in_statistics, speech.year, gist.digest)
            for speech, gist in zip(archive.speeches, gists, strict=True)
        ]
        self._digests = [digest_of([facts[n] for n in block]) for block in self.all]

    def sums(self, name: str, type_: type[T], add_up: Callable[[range], T]) -> list[T]:
        """One sum a block, remembered under a name. A sum may depend on texts, on what counts in statistics, and on years."""
        keys = [digest_of(name, digest) for digest in self._digests]
        return self._memo.remember(
            keys, type_, lambda missing: [add_up(self.all[number]) for number in missing]
        )
