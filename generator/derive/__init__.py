"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from collections.abc import Callable
from concurrent.futures import Executor

from generator.annotate import Annotated
from generator.derive.readings import Reading, readings
from generator.derive.search import SearchIndex, search
from generator.derive.terms import TermUse, terms
from generator.derive.years import Year, years
from generator.memo import Memo, digest_of
from generator.model import Archive, Passage, Text, Value

_FEW = 100
"""Fewer speeches than this are compared sooner than sent to another process."""


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
    """Make every index; shared passages, which take longest, in another process beside the others."""
    kept = [text for speech, text in zip(archive.speeches, texts.speeches, strict=True) if not speech.withdrawn]
    shared = _reuse(kept, memo, executor)
    return Indexes(
        terms(archive, texts.speeches),
        years(archive, texts.speeches),
        readings=readings(archive, memo),
        search=search(archive, texts.speeches, memo, executor),
        reuse=shared(),
    )


def _reuse(texts: list[Text], memo: Memo, executor: Executor | None) -> Callable[[], tuple[Passage, ...]]:
    """Shared passages, remembered as one, since any text may share words with any other; a function that waits for them."""
    key = digest_of("reuse", [(text.speech, [(b.id, b.kind, b.text) for b in text.blocks], text.mentions) for text in texts])
    (known,) = memo.recall([key], tuple[Passage, ...])
    if known is not None:
        return lambda: known
    under_way = executor.submit(_find_reuse, texts) if executor and len(texts) > _FEW else None

    def wait() -> tuple[Passage, ...]:
        found = under_way.result() if under_way else _find_reuse(texts)
        memo.keep([(key, found)])
        return found

    return wait


def _find_reuse(texts: list[Text]) -> tuple[Passage, ...]:
    from generator.derive.reuse import reuse  # numpy: only where there is something to find

    return reuse(texts)
