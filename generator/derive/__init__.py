"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from generator.annotate import Annotated
from generator.derive.bounds import bounds
from generator.derive.company import Companion, company
from generator.derive.counts import Counts, counts
from generator.derive.near import near
from generator.derive.pairs import Pairs, pairs
from generator.derive.readings import Reading, readings
from generator.derive.reuse import reuse
from generator.derive.search import SearchIndex, in_other_script, search, without_index
from generator.derive.stretches import Stretches
from generator.derive.terms import TermUse, terms
from generator.derive.variants import Variants, variants
from generator.derive.vocabulary import uses_by_speech
from generator.derive.years import Year, bare_years, years
from generator.memo import Memo
from generator.model import Archive, Bounds, Passage, Slug, SpeechId, Text, Value


class Indexes(Value, frozen=True):
    """All indexes."""

    terms: dict[str, TermUse]
    """By slug, of terms and of pages that list senses."""
    company: dict[Slug, tuple[Companion, ...]]
    near: dict[Slug, tuple[Slug, ...]]
    """Terms with a similar name."""
    variants: Variants
    counts: Counts
    uses: tuple[dict[Slug, int], ...]
    """Of each speech: how often it uses each term."""
    years: tuple[Year, ...]
    bounds: dict[SpeechId, Bounds]
    """Of speeches whose date is open."""
    reuse: tuple[Passage, ...]
    pairs: Pairs
    readings: dict[str, Reading]
    """By name."""
    search: SearchIndex


def derive(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None = None) -> Indexes:
    """Make every index; one that belongs to a part which the site leaves out is empty."""
    has = archive.config.has
    passages: tuple[Passage, ...] = ()
    found = Pairs((), {}, ())
    if has("reuse"):
        passages = _reuse(archive, texts, memo)
        found = pairs(archive, texts.speeches, passages, memo, [gist.digest for gist in texts.gists])
    uses = uses_by_speech(texts.gists)
    of_terms = has("dossiers")
    stretches = Stretches(archive, texts.gists, memo)
    return Indexes(
        terms=terms(archive, texts.gists),
        company=company(archive, texts.gists, texts.details, stretches) if of_terms else {},
        near=near(archive, memo) if of_terms else {},
        variants=variants(archive, texts.details, stretches) if of_terms else Variants({}, {}),
        counts=counts(archive, texts.gists) if of_terms else Counts((), {}),
        uses=uses,
        years=years(archive, texts.gists, uses) if of_terms else bare_years(archive, texts.gists),
        bounds=bounds(archive, texts.details),
        reuse=passages,
        pairs=found,
        readings=readings(archive, memo),
        search=_search(archive, texts, memo, executor),
    )


def _search(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None) -> SearchIndex:
    if archive.config.has("search"):
        return search(archive, texts, memo, executor)
    if archive.config.has("dossiers"):
        return without_index(in_other_script(archive, texts, memo, executor))
    return without_index()


def _reuse(archive: Archive, texts: Annotated, memo: Memo) -> tuple[Passage, ...]:
    kept = [n for n, speech in enumerate(archive.speeches) if not speech.withdrawn]
    names = [(texts.gists[n].speech, texts.gists[n].digest) for n in kept]
    return reuse(_Some(texts.speeches, kept), memo, names)


class _Some(Sequence[Text]):
    """Some texts by their places, read when they are asked for."""

    def __init__(self, whole: Sequence[Text], places: Sequence[int]) -> None:
        self._whole, self._places = whole, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, i: Any) -> Any:
        return self._whole[self._places[i]]
