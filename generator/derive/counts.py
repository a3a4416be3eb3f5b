"""How often each term is used, by year, level and kind of text: what the chart page adds up.

Out: what the archive holds in each of these cells, and the uses of each term in them, so that a sum over cells answers any
question that the chart page can be asked.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from generator.gist import Gist
from generator.model import Archive, Slug, Speech, Value


class Cell(Value, frozen=True, order=True):
    """A part of the archive."""

    year: str
    """A year, or ``undated``."""
    level: str
    """As in the front matter; empty where it is not known."""
    plain: bool
    """Whether these are plain records; templates, composite and disputed texts are counted on demand only."""


class Holding(Value, frozen=True):
    """What the archive holds in a cell; characters are those of the speeches' ``characters``."""

    cell: Cell
    speeches: int
    characters: int


class Count(Value, frozen=True):
    """The uses of one term in a cell."""

    cell: Cell
    own: int
    """Uses in the speaker's own words."""
    all: int
    """Uses in quotations and titles too."""
    own_speeches: int
    all_speeches: int


class Counts(Value, frozen=True):
    """Cells in order; terms by slug, each with its cells in order."""

    holdings: tuple[Holding, ...]
    terms: dict[Slug, tuple[Count, ...]]


def counts(archive: Archive, gists: Sequence[Gist]) -> Counts:
    """Count every use of every term."""
    speeches: Counter[Cell] = Counter()
    characters: Counter[Cell] = Counter()
    found: defaultdict[Slug, defaultdict[Cell, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 4))
    for speech, text in zip(archive.speeches, gists, strict=True):
        if speech.withdrawn:
            continue
        cell = cell_of(speech)
        speeches[cell] += 1
        characters[cell] += text.characters
        for term, use in text.uses.items():
            row = found[term][cell]
            for column, more in enumerate((use.own, use.uses, use.own > 0, 1)):
                row[column] += more
    holdings = tuple(Holding(cell, speeches[cell], characters[cell]) for cell in sorted(speeches))
    terms = {
        slug: tuple(Count(cell, *found[slug][cell]) for cell in sorted(found[slug])) for slug in sorted(found)
    }
    return Counts(holdings, terms)


def cell_of(speech: Speech) -> Cell:
    """The cell that a speech belongs to."""
    return Cell(speech.year, speech.level, speech.counts_in_statistics)
