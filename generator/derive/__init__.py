"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from concurrent.futures import Executor

from generator.annotate import Annotated
from generator.derive.blocks import Blocks
from generator.derive.bounds import bounds
from generator.derive.company import Companion, company
from generator.derive.counts import Counts, counts
from generator.derive.near import near
from generator.derive.pairs import Pairs
from generator.derive.readings import Reading, readings
from generator.derive.reuse import Reuse, reuse
from generator.derive.search import SearchIndex, in_other_script, search, without_index
from generator.derive.terms import TermUse, terms
from generator.derive.variants import Variants, variants
from generator.derive.vocabulary import uses_by_speech
from generator.derive.years import Year, bare_years, years
from generator.memo import Memo
from generator.model import Archive, Bounds, Slug, SpeechId, Value


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
    reuse: Reuse
    pairs: Pairs
    readings: dict[str, Reading]
    """By name."""
    search: SearchIndex


def derive(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None = None) -> Indexes:
    """Make every index; one that belongs to a part which the site leaves out is empty."""
    has = archive.config.has
    shared = _reuse(archive, texts, memo) if has("reuse") else Reuse()
    uses = uses_by_speech(texts.gists)
    of_terms = has("dossiers")
    blocks = Blocks(archive, texts.gists, memo)
    return Indexes(
        terms=terms(archive, texts.gists),
        company=company(archive, texts.gists, texts.details, blocks) if of_terms else {},
        near=near(archive, memo) if of_terms else {},
        variants=variants(archive, texts.details, blocks) if of_terms else Variants({}, {}),
        counts=counts(archive, texts.gists) if of_terms else Counts((), {}),
        uses=uses,
        years=years(archive, texts.gists, uses) if of_terms else bare_years(archive, texts.gists),
        bounds=bounds(archive, texts.details),
        reuse=shared,
        pairs=_pairs(archive, texts, shared, memo),
        readings=readings(archive, memo),
        search=_search(archive, texts, memo, executor),
    )


def _search(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None) -> SearchIndex:
    if archive.config.has("search"):
        return search(archive, texts, memo, executor)
    if archive.config.has("dossiers"):
        return without_index(in_other_script(archive, texts, memo, executor))
    return without_index()


def _reuse(archive: Archive, texts: Annotated, memo: Memo) -> Reuse:
    names = [(gist.speech, gist.digest) for gist in texts.gists]
    return reuse(texts.speeches, memo, names, sum(not speech.withdrawn for speech in archive.speeches))


def _pairs(archive: Archive, texts: Annotated, shared: Reuse, memo: Memo) -> Pairs:
    if shared.facts is None:
        return Pairs()
    from generator.derive.related import pairs  # numpy: only where there is something to compare

    gists = texts.gists
    return pairs(
        archive.speeches,
        shared.facts,
        shared.rows,
        texts.speeches,
        [gist.characters for gist in gists],
        [gist.digest for gist in gists],
        memo,
    )
