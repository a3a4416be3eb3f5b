"""Indexes of an archive, one a file: each a pure function from the archive and its texts to a frozen value."""

from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cached_property

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
from generator.model import Archive, Bounds, Slug, SpeechId
from generator.work import worth


class Indexes:
    """All indexes, each made when it is first asked for; one that belongs to a part which the site leaves out is empty.

    A build asks for every one. A page that the development server shows waits for those that it needs.
    """

    def __init__(
        self, archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None = None
    ) -> None:
        self._archive, self._texts, self._memo, self._executor = archive, texts, memo, executor
        self._of_terms = archive.config.has("dossiers")
        self._blocks = Blocks(archive, texts.gists, memo)

    @cached_property
    def terms(self) -> dict[str, TermUse]:
        """By slug, of terms and of pages that list senses."""
        return terms(self._archive, self._texts.gists)

    @cached_property
    def company(self) -> dict[Slug, tuple[Companion, ...]]:
        """Of each term those that stand in its paragraphs."""
        if not self._of_terms:
            return {}
        return company(self._archive, self._texts.gists, self._texts.details, self._blocks)

    @cached_property
    def near(self) -> dict[Slug, tuple[Slug, ...]]:
        """Terms with a similar name."""
        return near(self._archive, self._memo) if self._of_terms else {}

    @cached_property
    def variants(self) -> Variants:
        """Forms of terms, and formulas."""
        if not self._of_terms:
            return Variants({}, {})
        return variants(self._archive, self._texts.details, self._blocks)

    @cached_property
    def counts(self) -> Counts:
        """What charts and matrices count."""
        return counts(self._archive, self._texts.gists) if self._of_terms else Counts((), {})

    @cached_property
    def uses(self) -> tuple[dict[Slug, int], ...]:
        """Of each speech: how often it uses each term."""
        return uses_by_speech(self._texts.gists)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The years that have speeches, and the undated."""
        archive, gists = self._archive, self._texts.gists
        return years(archive, gists, self.uses) if self._of_terms else bare_years(archive, gists)

    @cached_property
    def bounds(self) -> dict[SpeechId, Bounds]:
        """Of speeches whose date is open."""
        return bounds(self._archive, self._texts.details)

    @cached_property
    def reuse(self) -> Reuse:
        """Passages that two speeches share."""
        has_part = self._archive.config.has("reuse")
        return _reuse(self._archive, self._texts, self._memo) if has_part else Reuse()

    @cached_property
    def pairs(self) -> Pairs:
        """Speeches that share passages, two and two."""
        return _pairs(self._archive, self._texts, self.reuse, self._memo)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """By name."""
        return readings(self._archive, self._memo)

    @cached_property
    def search(self) -> SearchIndex:
        """What the search page asks."""
        return _search(self._archive, self._texts, self._memo, self._executor)


def derive(archive: Archive, texts: Annotated, memo: Memo, executor: Executor | None = None) -> Indexes:
    """The indexes of an archive. Where much is new, other processes begin at once with what they do for the search."""
    indexes = Indexes(archive, texts, memo, executor)
    if worth(executor, texts.made):
        beside = ThreadPoolExecutor(1)
        beside.submit(lambda: indexes.search)
        beside.shutdown(wait=False)
    return indexes


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
