"""Speeches to the passages that they share: all with all, or some with the rest.

What a pair of speeches shares depends on their two texts and on which of the fingerprints that both have are common in the archive, and on
nothing else. So after an edit only the pairs of the edited speeches are compared again, and those whose common fingerprints have become so,
or are so no longer; the result is the same as that of a comparison of all.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from generator.derive.reuse.bridges import COLUMNS, pieces
from generator.derive.reuse.fingerprints import (
    Codes,
    Flags,
    Library,
    Numbers,
    Prints,
    among,
    compared,
    shelve,
    squeeze,
    winnow,
)
from generator.derive.reuse.matches import COMMON, Known, census, runs
from generator.derive.reuse.places import passages
from generator.model import Passage, SpeechId, Text

_TOGETHER = 512
"""Speeches whose fingerprints are looked through at once."""


class Compared(NamedTuple):
    """What a comparison found."""

    passages: list[Passage]
    """In the order of the archive."""
    prints: list[bytes]
    """The fingerprints of each speech that was compared anew."""
    known: Known
    again: frozenset[SpeechId]
    """Speeches of which every two were compared."""


def compare(texts: Sequence[Text], bound: int) -> Compared:
    """Compare all speeches with each other; what stands in more than ``bound`` of them is formula."""
    library = shelve(texts)
    groups, known = census(library, bound)
    shelves = zip(library.shelves[:-1], library.shelves[1:], strict=True)
    prints = [library.prints[start:end].tobytes() for start, end in shelves]
    found, speeches, blocks = _pieces(library, groups, known), library.speeches, library.blocks
    del library, groups  # most of the memory, and the passages may be many
    return Compared([*passages(texts, speeches, blocks, found)], prints, known, frozenset())


def fingerprints(text: Text) -> bytes:
    """The fingerprints of one speech, for ``compare_again``."""
    codes, _ = squeeze("".join(block.text for block in compared(text)))
    return winnow(codes)[0].tobytes()


def compare_again(
    texts: Sequence[Text],
    fresh: Sequence[int],
    gone: Sequence[bytes],
    kept: Callable[[Sequence[int]], Iterable[bytes]],
    known: Known,
    bound: int,
) -> Compared:
    """Compare the speeches at the places ``fresh`` with all, and what an edit has made to differ among the others.

    ``gone`` are the fingerprints of speeches that the archive had before, ``known`` what was common in it; ``kept`` gives the
    fingerprints of the speeches at some places.
    """
    new = [fingerprints(texts[n]) for n in fresh]
    asked = np.unique(np.frombuffer(b"".join([*new, *gone]), np.uint32))
    others = sorted(set(range(len(texts))).difference(fresh))
    stand = _standing(asked, others, kept)
    now = np.bincount(stand[1], minlength=len(asked))
    before, after = now + _spread(asked, gone), now + _spread(asked, new)
    crossed = ((before > bound) != (after > bound)) | ((before > COMMON) != (after > COMMON))
    ours = (_spread(asked, new) > 0) & (after <= COMMON)
    partners = set(stand[0][ours[stand[1]]].tolist())
    both = set(stand[0][crossed[stand[1]]].tolist())
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
        [*passages(some, library.speeches, library.blocks, found)],
        new,
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


def _standing(
    asked: Prints, places: Sequence[int], kept: Callable[[Sequence[int]], Iterable[bytes]]
) -> tuple[Numbers, Numbers]:
    """Which speech has which of some fingerprints, each once."""
    speeches, prints = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for i in range(0, len(places), _TOGETHER):
        some = places[i : i + _TOGETHER]
        rows = [np.frombuffer(row, np.uint32) for row in kept(some)]
        values = np.concatenate(rows)
        hits = np.flatnonzero(among(values, asked))
        owners = np.repeat(some, [len(row) for row in rows])[hits]
        stands = np.unique(owners * len(asked) + np.searchsorted(asked, values[hits]))
        speeches.append(stands // max(1, len(asked)))
        prints.append(stands % max(1, len(asked)))
    return np.concatenate(speeches), np.concatenate(prints)


def _spread(asked: Prints, rows: Sequence[bytes]) -> Numbers:
    """In how many of some speeches each fingerprint stands."""
    count = np.zeros(len(asked), np.int64)
    for row in rows:
        count[np.searchsorted(asked, np.unique(np.frombuffer(row, np.uint32)))] += 1
    return count


def _updated(old: Prints, asked: Prints, holds: Flags) -> Prints:
    """What was common, with some fingerprints judged anew."""
    return np.sort(np.concatenate([old[~among(old, asked)], asked[holds]]))
