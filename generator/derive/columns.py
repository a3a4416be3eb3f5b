"""Pairs of speeches as rows of an array: an archive has many more pairs than speeches. The columns, and what is worked out over them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FACTS = np.dtype(
    [
        ("a", "<i4"),
        ("b", "<i4"),
        ("borrowed", "<i4"),
        ("quoted", "<i4"),
        ("covered_a", "<i4"),
        ("covered_b", "<i4"),
        ("places", "<i4"),
        ("passages", "V8"),
        ("around", "V8"),
    ]
)
"""Of a pair: where its speeches stand, the numbers of ``Pair``, a digest of its passages, and one of the words around these
(nothing where too little is shared for a page)."""

Facts = npt.NDArray[np.void]
PAIR = np.dtype(
    [
        *((name, FACTS[name]) for name in FACTS.names or ()),
        ("kind", "i1"),
        ("template", "<i4"),
        ("declared", "i1"),
        ("page", "i1"),
    ]
)
"""A pair: its facts, its kind (``KINDS``), the position of the template (-1 where there is none), and whether it is declared and has a page."""
OWN = ("borrowed", "quoted", "covered_a", "covered_b", "places", "passages", "kind", "declared", "page")
"""Columns that say nothing of where speeches stand."""

Numbers = npt.NDArray[np.int64]


def owners(table: Any, speeches: int) -> tuple[Numbers, Numbers]:
    """Numbers of pairs, speech after speech, and where those of each begin; where all end."""
    if not len(table):
        return np.zeros(0, np.int64), np.zeros(speeches + 1, np.int64)
    owner = np.concatenate([table["a"], table["b"]])
    order = np.argsort(owner, kind="stable")
    return order % len(table), np.searchsorted(owner[order], np.arange(speeches + 1))


def keyed(
    pairs: Any, near: Any, borders: Numbers, first: int, lines: Sequence[bytes], texts: Sequence[bytes]
) -> tuple[bytes, int]:
    """The rows by which the pairs of some speeches, from the ``first`` on, are told, and the bytes of one: see ``Pairs.keys``.

    ``pairs`` are those of the first speech, then those of the next, parted at ``borders``; ``near`` are those whose texts go in.
    """
    speech = np.repeat(np.arange(len(borders) - 1) + first, np.diff(borders))
    said = [("is_a", "i1"), ("line", "V8"), ("text", "V16"), ("third", "V8")]
    rows = np.zeros(len(pairs), np.dtype([*((name, PAIR[name]) for name in OWN), *said]))
    for name in OWN:
        rows[name] = pairs[name]
    rows["is_a"] = pairs["a"] == speech
    other = np.where(rows["is_a"], pairs["b"], pairs["a"])
    line, text = np.frombuffer(b"".join(lines), "V8"), np.frombuffer(b"".join(texts), "V16")
    rows["line"] = line[other]
    rows["text"][near] = text[other[near]]
    third = pairs["template"] >= 0
    rows["third"][third] = line[pairs["template"][third]]
    return rows.tobytes(), rows.itemsize


def own(pair: Any) -> bytes:
    """What a pair's own facts are told by, its passages and the words around them."""
    return b"".join(pair[name].tobytes() for name in (*OWN, "around"))
