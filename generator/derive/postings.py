"""Normalised texts of a block of speeches to the bytes of the search index.

In: for each speech of a block two streams of characters, its headings (with the title) and its other text; ``\\0`` stands
between paragraphs and at the end. Out: for each shard a run of printable ASCII, so that a browser reads it as a string of a
classic script.

Every character begins one gram: itself and the next, or itself and the end of its paragraph. A gram belongs to shard
``(first % families) * classes + second % classes``, so that all grams of one first character lie in ``classes`` shards. Within
a run, numbers follow each other: of each group, of each gram in it, of each speech that has the gram. What there is of the next kind
(grams, speeches, uses) is told in the same number, ``step * 3 + min(count, 3) - 1``, and ``count - 3`` follows where there are three
or more. The steps are::

    group:  first // families * 2 + zone, less that of the group before
    gram:   second // classes, less that of the gram before
    speech: number in the block, less the one before and 1

Zone 1 is headings. Single characters have shards of their own (``first % families``), in the same form with one gram a group.
Where the grams stand in their streams is in runs of their own, in the same order: the first place, then the distances.

So where a single character stands is told by the places of all grams that begin with it, at twice the bytes that it needs. Where that is much,
in families with the commonest characters, its places are in runs of their own too, in the order of the single characters' lists. They
stand nearer to each other than those of a gram, and so in the code of the lists.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

GAP = 101
"""Places that a border of paragraphs takes at least: no distance of up to 100 characters reaches over it."""
STEP = 128
"""A paragraph begins at a multiple of this, so that an edit that leaves its length about the same leaves the places of those behind it."""

_SYMBOLS = np.array([c for c in range(32, 127) if c not in b'"\\'], np.uint8)
_BASE = len(_SYMBOLS)
_LISTS = (80, 10, 2)
_PLACES = (0, 86, 6)
"""How many of the symbols are a number by themselves, and how many begin one of two and of three symbols."""

Numbers = npt.NDArray[np.int64]
Bytes = tuple[bytes, bytes]
"""The runs of all shards one after the other, and where each ends (int32)."""


class _Rows(NamedTuple):
    """One row a gram and speech, sorted by shard, group, gram, speech."""

    shard: Numbers
    group: Numbers
    gram: Numbers
    speech: Numbers
    uses: Numbers


def encode(streams: Sequence[tuple[str, str]], families: int, classes: int) -> tuple[Bytes, Bytes, Bytes]:
    """Encode one block, of each speech its headings and its other text: single characters, grams, and places of the grams."""
    texts = [stream for headings, rest in streams for stream in (rest, headings)]
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    lengths = np.array([len(text) for text in texts], np.int64)
    stream = np.repeat(np.arange(len(texts)), lengths)
    place = _places(codes, lengths)
    first, second = _rotated(codes[:-1]), _rotated(codes[1:])
    kept = codes[:-1] != 0
    first, second, stream, place = first[kept], second[kept], stream[:-1][kept], place[:-1][kept]

    family, class_ = families.bit_length() - 1, classes.bit_length() - 1
    width = (int(second.max(initial=0)) >> class_).bit_length()
    height = (int(first.max(initial=0)) >> family).bit_length() + 1
    shard = ((first & (families - 1)) << class_) | (second & (classes - 1))
    group = ((first >> family) << 1) | (stream & 1)
    key = (((shard << height) | group) << width) | (second >> class_)
    order = _order(key)
    key, speech, place = key[order], stream[order] >> 1, place[order]
    begins = np.ones(len(key), bool)
    begins[1:] = (key[1:] != key[:-1]) | (speech[1:] != speech[:-1])
    distances = np.diff(place, prepend=0)
    distances[begins] = place[begins]
    starts = np.flatnonzero(begins)
    uses = np.diff(starts, append=len(key))
    at_shard = key >> (width + height)
    key = key[starts]
    rows = _Rows(
        at_shard[starts], (key >> width) & ((1 << height) - 1), key & ((1 << width) - 1), speech[starts], uses
    )
    shards = families * classes
    places = _written(
        distances, _PLACES, np.searchsorted(at_shard, np.arange(1, shards + 1)), np.arange(len(distances))
    )
    singles = _singles(first, stream, len(streams), families)
    return _lists(singles, families), _lists(rows, shards), places


def encode_characters(
    streams: Sequence[tuple[str, str]], families: int, heavy: Sequence[int], own: Sequence[str]
) -> Bytes:
    """Encode where the characters of some families stand in one block: a run for each of ``own``, one for the others of each family."""
    first, stream, place = _first(streams)
    kept = np.isin(first % families, heavy)
    first, stream, place = first[kept], stream[kept], place[kept]
    alone = _rotated(np.array([ord(c) for c in own], np.int64))
    file = len(own) + np.searchsorted(np.array(heavy, np.int64), first % families)
    for number, code in enumerate(alone):
        file[first == code] = number
    order = np.lexsort((stream >> 1, stream & 1, first // families, file))
    file, first, stream, place = file[order], first[order], stream[order], place[order]
    distances = np.diff(place, prepend=0)
    begins = np.ones(len(first), bool)
    begins[1:] = (np.diff(first) != 0) | (np.diff(stream) != 0)
    distances[begins] = place[begins]
    ends = np.searchsorted(file, np.arange(1, len(own) + len(heavy) + 1))
    return _written(distances, _LISTS, ends, np.arange(len(distances)))


def _first(streams: Sequence[tuple[str, str]]) -> tuple[Numbers, Numbers, Numbers]:
    """Of each character, its number, its stream (those of headings are odd) and its place."""
    texts = [stream for headings, rest in streams for stream in (rest, headings)]
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    lengths = np.array([len(text) for text in texts], np.int64)
    kept = codes != 0
    stream = np.repeat(np.arange(len(texts)), lengths)
    return _rotated(codes[kept]), stream[kept], _places(codes, lengths)[kept]


def _places(codes: Numbers, lengths: Numbers) -> Numbers:
    """The place of each character in its stream, paragraphs at least ``GAP`` apart; each stream ends with the border of one."""
    ends = np.flatnonzero(codes == 0)
    sizes = np.diff(ends, prepend=-1)
    rooms = -(-(sizes - 1 + GAP) // STEP) * STEP
    begins = np.cumsum(rooms) - rooms
    streams = np.searchsorted(ends, np.cumsum(lengths) - lengths)
    paragraphs = np.diff(np.append(streams, len(ends)))
    begins -= np.repeat(np.append(begins, 0)[streams], paragraphs)
    return np.repeat(begins - (ends - sizes + 1), sizes) + np.arange(len(codes))


def _rotated(codes: Numbers) -> Numbers:
    """Han characters get the smallest numbers: 0x4E00 is 0, and what stands before it comes behind 0x9FFF."""
    return np.where(codes < 0xA000, (codes - 0x4E00) % 0xA000, codes)


def _order(key: Numbers) -> Numbers:
    """A stable order by key; where key and place fit one number, by sorting that, which is five times faster."""
    bits = len(key).bit_length()
    if int(key.max(initial=0)).bit_length() + bits > 63:
        return np.argsort(key, kind="stable")
    both = (key << bits) | np.arange(len(key))
    both.sort()
    return both & ((1 << bits) - 1)


def _singles(first: Numbers, stream: Numbers, speeches: int, families: int) -> _Rows:
    """Single characters: how often each stands in each stream."""
    index = np.zeros(int(first.max(initial=0)) + 1, np.int64)
    index[first] = 1
    known = np.flatnonzero(index)
    index[known] = np.arange(len(known))
    counts = np.bincount(stream * len(known) + index[first], minlength=speeches * 2 * len(known)).reshape(
        speeches, 2, len(known)
    )
    speech, zone, which = np.nonzero(counts)
    uses = counts[speech, zone, which]
    character = known[which]
    order = np.lexsort((speech, zone, character // families, character % families))
    group = character // families * 2 + zone
    return _Rows(
        (character % families)[order],
        group[order],
        np.zeros(len(order), np.int64),
        speech[order],
        uses[order],
    )


def _lists(rows: _Rows, shards: int) -> Bytes:
    """Groups, grams and speeches as one row of numbers."""
    size = len(rows.shard)
    new_shard, new_group, new_gram = (np.ones(size, bool) for _ in range(3))
    new_shard[1:] = np.diff(rows.shard) != 0
    new_group[1:] = new_shard[1:] | (np.diff(rows.group) != 0)
    new_gram[1:] = new_group[1:] | (np.diff(rows.gram) != 0)
    groups, grams = np.flatnonzero(new_group), np.flatnonzero(new_gram)
    in_group = np.diff(np.searchsorted(grams, groups), append=len(grams))
    in_gram = np.diff(grams, append=size)
    gram_head, head = np.zeros(size, np.int64), np.zeros(size, np.int64)
    gram_head[grams] = 1 + (in_gram > 2)
    head[groups] = 1 + (in_group > 2)
    head += gram_head
    more = rows.uses > 2
    at = np.arange(size) + np.cumsum(head) + np.cumsum(more) - more
    begins = at - head
    numbers = np.zeros(int(at[-1]) + 1 + int(more[-1]) if size else 0, np.int64)
    _put(numbers, begins[groups], _less_the_one_before(rows.group[groups], new_shard[groups]), in_group)
    _put(numbers, (at - gram_head)[grams], _less_the_one_before(rows.gram[grams], new_group[grams]), in_gram)
    _put(numbers, at, _less_the_one_before(rows.speech + 1, new_gram) - 1, rows.uses)
    return _written(numbers, _LISTS, np.searchsorted(rows.shard, np.arange(1, shards + 1)), begins)


def _put(numbers: Numbers, at: Numbers, steps: Numbers, counts: Numbers) -> None:
    """Write steps and counts at their places: one number each, and a second one behind it where it counts three or more."""
    numbers[at] = steps * 3 + np.minimum(counts, 3) - 1
    more = counts > 2
    numbers[at[more] + 1] = counts[more] - 3


def _less_the_one_before(numbers: Numbers, new: npt.NDArray[np.bool_]) -> Numbers:
    """Differences in a row that begins anew at some places."""
    steps = np.diff(numbers, prepend=0)
    steps[new] = numbers[new]
    return steps


def _written(numbers: Numbers, code: tuple[int, int, int], rows: Numbers, begins: Numbers) -> Bytes:
    """Numbers as symbols, and where each shard ends: ``rows`` is the first row behind it, ``begins`` its first number."""
    one, two, three = code
    limits = np.cumsum([one, two * _BASE, three * _BASE**2])
    kind = (numbers >= limits[0]).astype(np.int8) + (numbers >= limits[1]) + (numbers >= limits[2])
    ends = np.cumsum(np.array([1, 2, 3, 5])[kind])
    out = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    for which, (lead, digits) in enumerate(((0, 0), (one, 1), (one + two, 2), (one + two + three, 4))):
        chosen = kind == which
        rest = (numbers[chosen] - (limits[which - 1] if 0 < which < 3 else 0)).astype(np.uint32)
        at = ends[chosen] - 1
        for back in range(digits):
            out[at - back] = rest % _BASE
            rest = rest // _BASE
        out[at - digits] = lead + rest
    symbols = np.concatenate(([0], ends))
    borders = symbols[np.concatenate((begins, [len(numbers)]))[rows]]
    return _SYMBOLS[out].tobytes(), borders.astype("<i4").tobytes()
