"""The years of an archive: how many speeches, how many characters, which terms come up."""

from collections import Counter
from collections.abc import Sequence

from generator.model import Archive, Slug, Text, Value


class Year(Value, frozen=True):
    """One year that has speeches, or ``undated`` (last)."""

    year: str
    speeches: tuple[int, ...]
    """Positions in the archive."""
    characters: int
    terms: tuple[tuple[Slug, int], ...]
    """Terms used in plain records of the year, most frequent first, with the number of uses."""
    new: tuple[Slug, ...]
    """Terms whose first use in a dated plain record of this archive falls in this year, by frequency."""


def years(archive: Archive, texts: Sequence[Text]) -> tuple[Year, ...]:
    """The years in order, the undated last."""
    by_year: dict[str, list[int]] = {}
    for position, speech in enumerate(archive.speeches):
        by_year.setdefault(speech.year, []).append(position)
    known = {term.slug for term in archive.terms}
    seen: set[Slug] = set()
    found = []
    for year in sorted(by_year):  # digits sort before "undated"
        counts: Counter[Slug] = Counter()
        for position in by_year[year]:
            if archive.speeches[position].counts_in_statistics:
                counts.update(mention.term for mention in texts[position].mentions)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        new = (
            tuple(slug for slug, _ in ranked if slug not in seen and slug in known)
            if year != "undated"
            else ()
        )
        seen.update(counts)
        size = sum(texts[position].characters for position in by_year[year])
        found.append(Year(year, tuple(by_year[year]), size, tuple(ranked), new))
    return tuple(found)
