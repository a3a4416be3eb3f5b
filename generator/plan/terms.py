"""Pages of terms: each term with its card, and each list of senses."""

import re
from collections.abc import Iterator

from generator import dates, urls
from generator.derive.terms import TermUse
from generator.model import Page, Slug, Term, Url
from generator.plan.common import Everything
from generator.plan.years import span_of_years
from generator.views.common import Link, TermEntry
from generator.views.terms import SensesView, TermView, YearBar


def pages(every: Everything) -> Iterator[Page]:
    """Every term page with its card, and every list of senses."""
    for term in every.archive.terms:
        view = _view(every, term)
        yield Page(urls.term(term.slug), "term.html", term.term, view, _gloss(every, term), "term")
        yield Page(Url(urls.term(term.slug) + "card.js"), "card.html", term.term, view, kind="card")
    for slug, senses in every.senses.items():
        yield _senses(every, slug, senses)


def entry(every: Everything, term: Term) -> TermEntry:
    """A term as it stands in an index."""
    use = every.indexes.terms[term.slug]
    several = any(term in senses for senses in every.senses.values())
    return TermEntry(
        term=term.term,
        url=urls.term(term.slug),
        pinyin=every.readings[term.term].pinyin,
        english=term.english,
        gloss=_gloss(every, term),
        count=use.mentions,
        speeches=len(use.uses),
        scope=term.scope or (term.category if several else ""),
    )


def _gloss(every: Everything, term: Term) -> str:
    """The first sentence of the definition."""
    blocks = every.texts.definitions[term.slug].blocks
    return re.split(r"(?<=[。！？])", blocks[0].text, maxsplit=1)[0] if blocks else ""


def _view(every: Everything, term: Term) -> TermView:
    use = every.indexes.terms[term.slug]
    text = every.texts.definitions[term.slug]
    senses = next((slug for slug, several in every.senses.items() if term in several), None)
    return TermView(
        term=term.term,
        slug=term.slug,
        url=urls.term(term.slug),
        pinyin=every.readings[term.term].pinyin,
        english=term.english,
        aliases=term.aliases,
        category=term.category,
        kind=term.kind,
        blocks=text.blocks,
        mentions=text.mentions,
        term_names=every.names_of(text.mentions),
        items=term.items,
        sources=term.sources,
        coined=dates.in_words(term.coined) if term.coined else "",
        until=dates.in_words(term.until) if term.until else "",
        scope=term.scope,
        senses=Link(term.term, urls.term(senses), len(every.senses[senses])) if senses else None,
        see=tuple(
            Link(every.term_name(Slug(slug)), urls.term(slug)) for slug in term.see if slug in every.terms
        ),
        part_of=tuple(
            Link(every.term_name(Slug(slug)), urls.term(slug)) for slug in term.part_of if slug in every.terms
        ),
        total=use.mentions,
        speeches=len(use.uses),
        first=every.lines[use.first] if use.first is not None else None,
        last=every.lines[use.last] if use.last is not None else None,
        years=tuple(_bars(every, use)),
        undated=use.undated,
        left_out=use.left_out,
        uses=tuple(every.use(one) for one in use.uses),
    )


def _bars(every: Everything, use: TermUse) -> Iterator[YearBar]:
    """Every year of the archive, from its first to its last, those without speeches too."""
    held = {year.year: len(year.speeches) for year in every.indexes.years if year.year != "undated"}
    if not held or not use.by_year:
        return
    for year in span_of_years(held):
        mentions, using = use.by_year.get(year, (0, 0))
        yield YearBar(year, mentions, using, held.get(year, 0), urls.year(year) if year in held else None)


def _senses(every: Everything, slug: Slug, senses: list[Term]) -> Page:
    use = every.indexes.terms.get(slug)
    view = SensesView(
        senses[0].term,
        every.readings[senses[0].term].pinyin,
        tuple(entry(every, sense) for sense in senses),
        tuple(every.use(one) for one in use.uses) if use else (),
    )
    return Page(urls.term(slug), "senses.html", senses[0].term, view, kind="senses")
