"""Where each term is used: by speech, by year."""

from collections import defaultdict
from collections.abc import Sequence

from generator.gist import Gist
from generator.model import Archive, Slug, Value


class SpeechUse(Value, frozen=True):
    """The uses in one speech, by its position in the archive."""

    speech: int
    uses: int
    room: int
    """Bytes that all its rows, and the first one, take in a script, at most."""
    room_of_first: int
    digest: bytes
    """Of all that its rows show of the text (8)."""


class TermUse(Value, frozen=True):
    """All uses of a term, speeches in the order of the archive."""

    slug: Slug
    uses: tuple[SpeechUse, ...]
    mentions: int
    first: int | None
    """Position of the first and the last dated plain record that uses the term."""
    last: int | None
    by_year: dict[str, tuple[int, int]]
    """Of dated plain records: year → uses, speeches that use it."""
    undated: int
    """Uses in plain records without a year, and those records."""
    undated_speeches: int
    left_out: int
    """Speeches that use it and are no plain records."""


def terms(archive: Archive, gists: Sequence[Gist]) -> dict[str, TermUse]:
    """Every term that the glossary has, and every list of senses that a mention leads to."""
    found: dict[Slug, list[SpeechUse]] = defaultdict(list)
    for position, text in enumerate(gists):
        for slug, use in text.uses.items():
            found[slug].append(SpeechUse(position, use.uses, use.room, use.room_of_first, use.digest))
    slugs = [term.slug for term in archive.terms]
    years = [speech.year if speech.counts_in_statistics else "" for speech in archive.speeches]
    return {
        slug: _use(years, slug, tuple(found.get(slug, ())))
        for slug in dict.fromkeys([*slugs, *sorted(found)])
    }


def _use(years: Sequence[str], slug: Slug, uses: tuple[SpeechUse, ...]) -> TermUse:
    """``years``: of each speech, ``undated`` included; empty where it is no plain record."""
    by_year: dict[str, tuple[int, int]] = {}
    dated: list[int] = []
    undated: list[int] = []
    left_out = 0
    for use in uses:
        year = years[use.speech]
        if not year:
            left_out += 1
        elif year == "undated":
            undated.append(use.uses)
        else:
            mentions, speeches = by_year.get(year, (0, 0))
            by_year[year] = (mentions + use.uses, speeches + 1)
            dated.append(use.speech)
    return TermUse(
        slug,
        uses,
        sum(use.uses for use in uses),
        min(dated, default=None),
        max(dated, default=None),
        by_year,
        sum(undated),
        len(undated),
        left_out,
    )
