"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from concurrent.futures import Executor

from generator.annotate import Annotated
from generator.derive.readings import Reading, readings
from generator.derive.search import SearchIndex, search
from generator.derive.terms import TermUse, terms
from generator.derive.years import Year, years
from generator.memo import Memo, digest_of
from generator.model import Archive, Passage, Text, Value


class Indexes(Value, frozen=True):
    """All indexes."""

    terms: dict[str, TermUse]
    """By slug, of terms and of pages that list senses."""
    years: tuple[Year, ...]
    reuse: tuple[Passage, ...]
    readings: dict[str, Reading]
    """By name."""
    search: SearchIndex


def derive(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None = None) -> Indexes:
    """Make every index."""
    kept = [
        text for speech, text in zip(archive.speeches, texts.speeches, strict=True) if not speech.withdrawn
    ]
    return Indexes(
        terms(archive, texts.speeches),
        years(archive, texts.speeches),
        _reuse(kept, memo),
        readings(archive, memo),
        search(archive, texts.speeches, memo, executor),
    )


def _reuse(texts: list[Text], memo: Memo) -> tuple[Passage, ...]:
    """Shared passages, remembered as one: any text may share words with any other."""

    def find(_: object) -> list[tuple[Passage, ...]]:
        from generator.derive.reuse import reuse  # numpy: only where there is something to find

        return [reuse(texts)]

    key = digest_of(
        "reuse",
        [(text.speech, [(b.id, b.kind, b.text) for b in text.blocks], text.mentions) for text in texts],
    )
    return memo.remember([key], tuple[Passage, ...], find)[0]
