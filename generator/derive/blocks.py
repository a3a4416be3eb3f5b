"""Speeches in blocks of about sixty-four, for results that are made and remembered together.

Where a block ends is decided by the ids around that place, so that a speech that is added or goes changes its own block, and the others
stay as they are: within a window the id with the least check sum begins the next block.
"""

import zlib
from collections.abc import Sequence

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
