"""Speeches to the passages that they share: all with all, or some with the rest.

What a pair of speeches shares depends on their two texts and on which of the fingerprints that both have are common in the archive, and on
nothing else. So after an edit only the pairs of the edited speeches are compared again, and those whose common fingerprints have become so,
or are so no longer; the result is the same as that of a comparison of all.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from generator.derive.reuse.bridges import COLUMNS, pieces
from generator.derive.reuse.fingerprints import (
    Codes,
    Contexts,
    Flags,
    Library,
    Numbers,
    Prints,
    agreeing,
    among,
    compared,
    contexts,
    shelve,
    squeeze,
    winnow,
)
from generator.derive.reuse.matches import COMMON, Known, census, runs
from generator.derive.reuse.places import passages
from generator.model import Passage, SpeechId, Text

Fingerprints = tuple[bytes, bytes]
"""Fingerprints (uint32), and the context of each (uint16)."""


class Compared(NamedTuple):
    """What a comparison found."""

    passages: Iterator[Passage]
    """In the order of the archive."""
    known: Known
    again: frozenset[SpeechId]
    """Speeches of which every two were compared."""


def compare(
    texts: Sequence[Text], bound: int, keep: Callable[[Iterator[Fingerprints]], None] | None = None
) -> Compared:
    """Compare all speeches with each other; what stands in more than ``bound`` of them is formula.

    ``keep`` is given the fingerprints of each speech.
    """
    library = shelve(texts)
    if keep:
        keep(_of_each(library))
    groups, known = census(library, bound)
    found, speeches, blocks = _pieces(library, groups, known), library.speeches, library.blocks
    del library, groups  # most of the memory, and the passages may be many
    return Compared(passages(texts, speeches, blocks, found), known, frozenset())


def _of_each(library: Library) -> Iterator[Fingerprints]:
    for speech, shelf in zip(
        *(itertools.pairwise(x.tolist()) for x in (library.speeches, library.shelves)), strict=True
    ):
        around = contexts(library.codes[slice(*speech)], library.at[slice(*shelf)] - speech[0])
        yield library.prints[slice(*shelf)].tobytes(), around.tobytes()


def fingerprints(text: Text) -> Fingerprints:
    """The fingerprints of one speech, for ``compare_again``."""
    codes, _ = squeeze("".join(block.text for block in compared(text)))
    prints, at = winnow(codes)
    return prints.tobytes(), contexts(codes, at).tobytes()


def compare_again(
    texts: Sequence[Text],
    fresh: Sequence[int],
    new: Sequence[Fingerprints],
    gone: Sequence[Fingerprints],
    kept: Iterable[tuple[range, Sequence[int], Fingerprints]],
    known: Known,
    bound: int,
) -> Compared:
    """Compare the speeches at the places ``fresh`` with all, and what an edit has made to differ among the others.

    ``new`` are their fingerprints, ``gone`` those of speeches that the archive had before, ``known`` what was common in it; ``kept`` gives
    the fingerprints of all: of speeches that stand together how many each has, and those of all of them.
    """
    asked = np.unique(np.frombuffer(b"".join(prints for prints, _ in [*new, *gone]), np.uint32))
    stand, now = _standing(asked, np.array(fresh, np.int64), kept)
    before, after = now + _spread(asked, gone), now + _spread(asked, new)
    crossed = ((before > bound) != (after > bound)) | ((before > COMMON) != (after > COMMON))
    partners = set(_partners(asked, stand, new, after <= COMMON))
    both = set(stand.speech[crossed[stand.key]].tolist())
    both |= {n for n, prints in zip(fresh, new, strict=True) if _spread(asked, [prints])[crossed].any()}
    known = Known(
        *(_updated(old, asked, after > most) for old, most in zip(known, (bound, COMMON), strict=True))
    )
    chosen = sorted({*fresh, *partners, *both})
    some = [texts[n] for n in chosen]
    library = shelve(some)
    is_fresh, is_both = np.isin(chosen, fresh), np.isin(chosen, sorted(both))
    held = np.repeat(is_fresh | is_both, np.diff(library.shelves))
    wanted = among(library.prints, np.unique(library.prints[held])) & ~among(library.prints, known.common)
    groups, _ = census(library, bound, wanted)
    found = _pieces(library, groups, known, is_fresh, is_both)
    return Compared(
        passages(some, library.speeches, library.blocks, found),
        known,
        frozenset(texts[n].speech for n in both),
    )


def _pieces(
    library: Library, groups: Codes, known: Known, fresh: Flags | None = None, both: Flags | None = None
) -> Numbers:
    """The pieces of all passages of a library, or of those between ``fresh`` speeches and others and between ``both`` and ``both``."""
    formulae = np.zeros(len(library.codes), np.bool_)
    formulae[library.at[among(library.prints, known.formulae)]] = True
    found = [pieces(library, formulae, some) for some in runs(library, groups, fresh, both)]
    return np.concatenate([np.empty((0, COLUMNS), np.int64), *found])


class _Stand(NamedTuple):
    """Where some fingerprints stand, each once in a speech and context: their number, the speech, the context."""

    key: Numbers
    speech: Numbers
    context: Contexts


def _standing(
    asked: Prints, left_out: Numbers, kept: Iterable[tuple[range, Sequence[int], Fingerprints]]
) -> tuple[_Stand, Numbers]:
    """Where some fingerprints stand, some speeches left out; and in how many speeches each does."""
    found = [_Stand(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint16))]
    counts = np.zeros(len(asked), np.int64)
    for places, sizes, (prints, around) in kept:
        values = np.frombuffer(prints, np.uint32)
        hits = np.flatnonzero(among(values, asked))
        speech = np.repeat(np.arange(places.start, places.stop), sizes)[hits]
        hits, speech = hits[there := ~np.isin(speech, left_out)], speech[there]
        key = np.searchsorted(asked, values[hits])
        found.append(_Stand(key, speech, np.frombuffer(around, np.uint16)[hits]))
        each = np.unique(speech * max(1, len(asked)) + key)
        counts += np.bincount(each % max(1, len(asked)), minlength=len(asked))
    return _Stand(*(np.concatenate(column) for column in zip(*found, strict=True))), counts


def _partners(asked: Prints, stand: _Stand, new: Sequence[Fingerprints], allowed: Flags) -> list[int]:
    """Speeches that may share a passage with a new one: they have a fingerprint of it, and what stands around that agrees."""
    prints = np.frombuffer(b"".join(part for part, _ in new), np.uint32)
    around = np.frombuffer(b"".join(part for _, part in new), np.uint16)
    key = np.searchsorted(asked, prints)
    order = np.argsort(key, kind="stable")
    key, around = key[order], around[order]
    some = allowed[stand.key]
    stand = _Stand(stand.key[some], stand.speech[some], stand.context[some])
    first, end = np.searchsorted(key, stand.key, "left"), np.searchsorted(key, stand.key, "right")
    found = np.zeros(len(first), np.bool_)
    step = 0
    while len(more := np.flatnonzero(first + step < end)):
        found[more] |= agreeing()[around[first[more] + step] ^ stand.context[more]]
        step += 1
    return [*map(int, np.unique(stand.speech[found]))]


def _spread(asked: Prints, several: Sequence[Fingerprints]) -> Numbers:
    """In how many of some speeches each fingerprint stands."""
    count = np.zeros(len(asked), np.int64)
    for prints, _ in several:
        count[np.searchsorted(asked, np.unique(np.frombuffer(prints, np.uint32)))] += 1
    return count


def _updated(old: Prints, asked: Prints, holds: Flags) -> Prints:
    """What was common, with some fingerprints judged anew."""
    return np.sort(np.concatenate([old[~among(old, asked)], asked[holds]]))
