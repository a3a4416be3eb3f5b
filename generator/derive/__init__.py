"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from concurrent.futures import Executor

from generator.annotate import Annotated
from generator.derive.bounds import bounds
from generator.derive.company import Companion, company
from generator.derive.counts import Counts, counts
from generator.derive.near import near
from generator.derive.pairs import Pairs, pairs
from generator.derive.readings import Reading, readings
from generator.derive.reuse import reuse
from generator.derive.search import SearchIndex, search
from generator.derive.terms import TermUse, terms
from generator.derive.variants import Variants, variants
from generator.derive.vocabulary import uses_by_speech
from generator.derive.years import Year, years
from generator.memo import Memo, Some
from generator.model import Archive, Bounds, Passage, Slug, SpeechId, Value


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
    """Make every index."""
    kept = [n for n, speech in enumerate(archive.speeches) if not speech.withdrawn]
    names = [(texts.gists[n].speech, texts.gists[n].digest) for n in kept]
    passages = reuse(Some(texts.speeches, kept), memo, names)
    uses = uses_by_speech(texts.gists)
    return Indexes(
        terms=terms(archive, texts.gists),
        company=company(archive, texts.gists),
        near=near(archive, memo),
        variants=variants(archive, texts.gists),
        counts=counts(archive, texts.gists),
        uses=uses,
        years=years(archive, texts.gists, uses),
        bounds=bounds(archive, texts.gists),
        reuse=passages,
        pairs=pairs(archive, texts.speeches, passages, memo, [gist.digest for gist in texts.gists]),
        readings=readings(archive, memo),
        search=search(archive, texts, memo, executor),
    )
