"""Texts to the search index: which speeches have two characters side by side, how often, and where.

In: the archive and its texts. Out: ``SearchIndex``, whose files ``shards`` gives by name. The index is positional, so that a
phrase of any length is found exactly: the places of its grams, each less its offset in the phrase, have one in common.

Texts are compared normalised: NFKC of each character, lower case, traditional folded to simplified, then letters and numerals
only. The browser does the same to what is typed, with the same table.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from generator.memo import Memo, digest_of
from generator.model import Archive, Speech, Text, Value
from generator.script import fold_table

BLOCK = 64
"""Speeches whose part of the index is made, and remembered, as one."""
_CLASSES = 16
_SHARD = 7_500
"""Characters of text for each shard, about."""
_MOST = 4096
_ZERO = {0x25CB: 0x3007}
"""○, typed for 〇 in years."""


class Run(Value, frozen=True):
    """The part of one block in every shard: bytes one after the other, and where each shard's end (int32)."""

    singles: bytes
    singles_ends: bytes
    grams: bytes
    grams_ends: bytes
    places: bytes
    places_ends: bytes


class SearchIndex(Value, frozen=True):
    """The index, block after block; speeches are numbered in the order of the archive."""

    families: int
    classes: int
    runs: tuple[Run, ...]
    lengths: tuple[int, ...]
    """Characters of each speech, as its text counts them."""
    version: str
    """Digest of all that went in."""
