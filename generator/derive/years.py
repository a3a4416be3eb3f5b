"""The years of an archive: how many speeches, how many characters; which terms come up, are typical, and are gone.

In: the archive, its texts, the uses of each term in each speech. Out: one value a year that has speeches. New, typical and gone rest
on plain records that bear a year; the years that hold none are for the pages to name.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from generator.derive.likelihood import SURE, log_likelihood
from generator.derive.vocabulary import ENOUGH, Typical, Vocabulary, typical, vocabulary
from generator.gist import Gist
from generator.model import Archive, Slug, Value

_YEARS = 2
_USES = 5
"""A term can be gone that was used in at least so many years and so many times."""


class TermInYear(Value, frozen=True):
    """The uses of a term in the plain records of a year."""

    term: Slug
    uses: int
    speeches: int


class Gone(Value, frozen=True):
    """A term that a year and all later ones do not use."""

    term: Slug
    uses: int
    """Before."""
    years: int
    """In which it was used."""
    last: str
    """The last of them."""


class Year(Value, frozen=True):
    """One year that has speeches, or ``undated`` (last)."""

    year: str
    speeches: tuple[int, ...]
    """Positions in the archive."""
    characters: int
    """Of all its texts."""
    records: int
    """How many of them are plain records: what all below rests on."""
    terms: tuple[TermInYear, ...] = ()
    """Terms and lists of senses, most frequent first."""
    new: tuple[Slug, ...] = ()
    """Terms whose first use in a dated plain record of this archive falls in this year, by frequency."""
    typical: tuple[Typical, ...] = ()
    """Against the other years; empty where this one or all others have fewer than five plain records."""
    gone: tuple[Gone, ...] = ()
    """By frequency; empty where the year has fewer than five plain records."""


def years(archive: Archive, gists: Sequence[Gist], uses: Sequence[dict[Slug, int]]) -> tuple[Year, ...]:
    """The years in order, the undated last; ``uses`` as ``uses_by_speech`` gives them."""
    by_year: dict[str, list[int]] = {}
    for position, speech in enumerate(archive.speeches):
        by_year.setdefault(speech.year, []).append(position)
    held = {
        year: vocabulary(archive, gists, uses, by_year[year]) for year in sorted(by_year)
    }  # digits sort before "undated"
    dated = {year: words for year, words in held.items() if year != "undated"}
    known = {term.slug for term in archive.terms}
    whole = _sum(dated.values())
    gone = _gone(dated, known)
    seen: set[Slug] = set()
    found = []
    for year, words in held.items():
        ranked = sorted(words.uses.items(), key=lambda pair: (-pair[1], pair[0]))
        is_dated = year in dated
        found.append(
            Year(
                year=year,
                speeches=tuple(by_year[year]),
                characters=sum(gists[position].characters for position in by_year[year]),
                records=words.records,
                terms=tuple(TermInYear(term, number, words.speeches[term]) for term, number in ranked),
                new=tuple(t for t, _ in ranked if t not in seen and t in known) if is_dated else (),
                typical=typical(words, whole, known) if is_dated else (),
                gone=gone.get(year, ()),
            )
        )
        seen.update(words.uses)
    return tuple(found)


def bare_years(archive: Archive, gists: Sequence[Gist]) -> tuple[Year, ...]:
    """The years of a site that says nothing of their terms."""
    by_year: dict[str, list[int]] = {}
    for position, speech in enumerate(archive.speeches):
        by_year.setdefault(speech.year, []).append(position)
    return tuple(
        Year(
            year=year,
            speeches=tuple(by_year[year]),
            characters=sum(gists[position].characters for position in by_year[year]),
            records=sum(archive.speeches[position].counts_in_statistics for position in by_year[year]),
        )
        for year in sorted(by_year)
    )


def _sum(parts: Iterable[Vocabulary]) -> Vocabulary:
    """Vocabularies of groups that share no speech, as one."""
    records = characters = 0
    uses: dict[Slug, int] = {}
    speeches: dict[Slug, int] = {}
    for part in parts:
        records += part.records
        characters += part.characters
        for term, number in part.uses.items():
            uses[term] = uses.get(term, 0) + number
            speeches[term] = speeches.get(term, 0) + part.speeches[term]
    return Vocabulary(records, characters, uses, speeches)


def _gone(dated: dict[str, Vocabulary], known: set[Slug]) -> dict[str, tuple[Gone, ...]]:
    """Year → terms that are gone from it on.

    A term is gone in the first year with enough records behind its last use, if it was used often enough before, and if at its old
    density so long a silence would come about by chance less than once in a thousand.
    """
    seen: dict[Slug, list[int]] = {}  # uses, years, position of the last
    for position, words in enumerate(dated.values()):
        for term, number in words.uses.items():
            if term in known:
                row = seen.setdefault(term, [0, 0, 0])
                row[0] += number
                row[1] += 1
                row[2] = position
    names = list(dated)
    sizes = [words.characters for words in dated.values()]
    enough = [words.records >= ENOUGH for words in dated.values()]
    following: list[int | None] = [None] * len(names)
    for position in range(len(names) - 2, -1, -1):
        following[position] = position + 1 if enough[position + 1] else following[position + 1]
    before = [0, *accumulate(sizes)]
    found: dict[str, list[Gone]] = {}
    for term, (uses, years_used, last) in seen.items():
        year = following[last]
        if year is None or uses < _USES or years_used < _YEARS:
            continue
        if log_likelihood(0, before[-1] - before[year], uses, before[year]) <= -SURE:
            found.setdefault(names[year], []).append(Gone(term, uses, years_used, names[last]))
    return {year: tuple(sorted(rows, key=lambda one: (-one.uses, one.term))) for year, rows in found.items()}
