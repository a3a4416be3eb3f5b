"""What a file system says of a file without its bytes: its size, two times and its number. Where these stand, the bytes do."""

import os
import stat
import struct

Signature = tuple[int, int, int, int]
"""Size, time of change, time of change of the entry, number."""

NONE: Signature = (-1, 0, 0, 0)
"""Of what is no regular file: no file has it."""
YOUNG = 50_000_000
"""Nanoseconds: within the grain of a file system's clock, a second change may leave the times as they are."""
FIELDS = struct.Struct("<4q")
"""A signature, packed."""
UNSURE = bytes(FIELDS.size)
"""In place of one that is too young to be trusted."""


def signature(status: os.stat_result) -> Signature:
    """The signature of a file; a link or a folder has none."""
    if not stat.S_ISREG(status.st_mode):
        return NONE
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def packed(one: Signature, now: int) -> bytes:
    """A signature as it is remembered at a time (nanoseconds)."""
    return FIELDS.pack(*one) if one[2] < now - YOUNG else UNSURE
