"""Speeches in stretches of some sixty: what is added up over an archive is added up, and remembered, by the stretch.

A stretch ends behind a speech whose id says so, whatever stands around it. So a speech that is edited, comes or goes changes one
stretch, and the sums of the others hold.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.gist import Gist
from generator.memo import Memo, digest_of
from generator.model import Archive

T = TypeVar("T")
_ABOUT = 64
_MOST = 4 * _ABOUT


class Stretches:
    """The stretches of an archive, and the digest of what sums over each depend on."""

    def __init__(self, archive: Archive, gists: Sequence[Gist], memo: Memo) -> None:
        self._memo = memo
        self.all = [*_cut([speech.id for speech in archive.speeches])]
        facts = [
            (speech.counts_in_statistics, speech.year, gist.digest)
            for speech, gist in zip(archive.speeches, gists, strict=True)
        ]
        self._digests = [digest_of([facts[n] for n in stretch]) for stretch in self.all]

    def sums(self, name: str, type_: type[T], add_up: Callable[[range], T]) -> list[T]:
        """One sum a stretch, remembered under a name. A sum may depend on texts, on what counts in statistics, and on years."""
        keys = [digest_of(name, digest) for digest in self._digests]
        return self._memo.remember(
            keys, type_, lambda missing: [add_up(self.all[number]) for number in missing]
        )


def _cut(ids: Sequence[str]) -> list[range]:
    found, start = [], 0
    for position, id in enumerate(ids, 1):
        ends = hashlib.blake2b(id.encode(), digest_size=1).digest()[0] % _ABOUT == 0
        if ends or position - start == _MOST:
            found.append(range(start, position))
            start = position
    return [*found, range(start, len(ids))] if start < len(ids) else found
