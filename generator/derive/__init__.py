"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from generator.annotate import Annotated
from generator.derive.reuse import Passage, reuse
from generator.derive.terms import TermUse, terms
from generator.derive.years import Year, years
from generator.model import Archive, Value


class Indexes(Value, frozen=True):
    """All indexes."""

    terms: dict[str, TermUse]
    """By slug, of terms and of pages that list senses."""
    years: tuple[Year, ...]
    reuse: tuple[Passage, ...]


def derive(archive: Archive, texts: Annotated) -> Indexes:
    """Make every index."""
    return Indexes(
        terms(archive, texts.speeches),
        years(archive, texts.speeches),
        reuse([text for speech, text in zip(archive.speeches, texts.speeches, strict=True) if not speech.withdrawn]),
    )
