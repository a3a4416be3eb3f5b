"""Files that are joined from parts, such as a table with rows of every speech: after an edit, only the parts that have changed are made.

In: the parts, and how the file in place is laid out. Out: the bytes, piece by piece, so that a long file is never held; and the new
layout, by which the next build finds the parts. Of 10,000 speeches the paragraphs alone have 220 MB.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate

from generator.memo import Memo, digest_of
from generator.model import Compact, FilePart, Url

_KEY = 16


class Layout(Compact, frozen=True):
    """The parts of a file, one behind the other."""

    key: bytes
    """What the file was made by."""
    keys: bytes
    """What each was made by, 16 a part."""
    sizes: bytes
    """Bytes of each, four a part."""
    sha256: str
    """Of the whole file."""

    @property
    def ends(self) -> list[int]:
        """Where each part ends."""
        return [*accumulate(size for (size,) in struct.iter_unpack("<I", self.sizes))]

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.ends[-1] if self.sizes else 0

    def places(self) -> dict[bytes, tuple[int, int]]:
        """By its key, where a part stands."""
        ends = self.ends
        keys = (self.keys[at : at + _KEY] for at in range(0, len(self.keys), _KEY))
        return dict(zip(keys, zip([0, *ends], ends, strict=False), strict=True))


def layout_key(url: Url) -> bytes:
    """Under which the layout of a file is remembered: of each the last one, so that they do not pile up."""
    return digest_of("layout", url)


def layout_of(memo: Memo, url: Url, key: bytes) -> Layout | None:
    """How a file is laid out that was made by a key, where that is known."""
    [last] = memo.recall([layout_key(url)], Layout)
    return last if last and last.key == key else None


class Joining:
    """The pieces of a file, to be gone through once; then ``layout`` tells how they lie.

    Parts that stand in the file ``before`` are taken from its bytes; neighbours make one piece.
    """

    def __init__(
        self, parts: Iterable[FilePart], before: Layout | None = None, old: memoryview | None = None
    ) -> None:
        self._parts, self._old = parts, old
        self._places = before.places() if before and old is not None else {}
        self._keys: list[bytes] = []
        self._sizes: list[int] = []
        self._digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes | memoryview]:
        for piece in self._pieces():
            self._digest.update(piece)
            yield piece

    def _pieces(self) -> Iterator[bytes | memoryview]:
        start = end = 0  # of what is taken from the old file next
        for key, make in self._parts:
            at = self._places.get(key)
            if at is None or at[0] != end:
                if start < end and self._old is not None:
                    yield self._old[start:end]
                start = end = at[0] if at else 0
            if at:
                end = at[1]
            else:
                data = make()
                yield data
            self._keys.append(key)
            self._sizes.append(at[1] - at[0] if at else len(data))
        if start < end and self._old is not None:
            yield self._old[start:end]

    def layout(self, key: bytes) -> Layout:
        """How the parts lie, when all pieces have been gone through; ``key`` is what the file was made by."""
        sizes = struct.pack(f"<{len(self._sizes)}I", *self._sizes)
        return Layout(key, b"".join(self._keys), sizes, self._digest.hexdigest())


def laid_out(parts: Iterable[FilePart], key: bytes) -> Layout:
    """The layout of a file that nothing is known of."""
    joining = Joining(parts)
    for _ in joining:
        pass
    return joining.layout(key)
