"""What an entry says of its term; and the pages of terms for a site without dossiers: the entry, and the speeches that mention the term.

Such a page has one list, in the archive's order, each speech once.
"""

import re
from collections.abc import Iterator

import msgspec

from generator import dates, urls
from generator.memo import digest_of
from generator.model import Page, Planned, Slug, Term
from generator.plan.common import Everything
from generator.plan.versions import references, versions
from generator.views.common import Link, TermEntry
from generator.views.terms import Concordance, Entry, EntryView, SensesView, UsedIn

NO_ROWS = Concordance((), (), 0, False)


def pages(every: Everything) -> Iterator[Planned]:
    """A page a term, and one a list of senses."""
    for term in every.archive.terms:
        facts = facts_of(every, term)
        page = Page(urls.term(term.slug), "entry.html", term.term, facts, gloss(every, term), "term")
        yield _with_speeches(every, page, term.slug)
    for slug, senses in every.senses.items():
        page = Page(urls.term(slug), "senses.html", senses[0].term, senses_view(every, slug), kind="senses")
        yield _with_speeches(every, page, slug)


def _with_speeches(every: Everything, page: Page, slug: Slug) -> Planned:
    """A page whose list is made when the page is."""
    use = every.indexes.terms.get(slug)
    uses = use.uses if use else ()

    def make() -> tuple[Page, ...]:
        used_in = tuple(UsedIn(every.lines[one.speech], one.uses) for one in uses)
        if isinstance(page.view, SensesView):
            view: msgspec.Struct = msgspec.structs.replace(page.view, used_in=used_in)
        else:
            view = EntryView(**msgspec.structs.asdict(page.view), used_in=used_in)
        return (msgspec.structs.replace(page, view=view),)

    listed = [(every.line_digests[one.speech], one.uses) for one in uses]
    return Planned(page.url, page.kind, page.title, digest_of(page, listed), make)


def entry_digest(every: Everything, term: Term) -> bytes:
    """Digest of all that the pages of a term show of its entry, but for what is counted."""
    text, names = every.texts.definitions[term.slug], every.name_digests
    named = [names[slug] for slug in dict.fromkeys(mention.term for mention in text.mentions)]
    linked = [names.get(Slug(slug), b"") for slug in (*term.see, *term.part_of)]
    senses = every.list_of.get(term.slug)
    among = (senses, len(every.senses[senses])) if senses else None
    return digest_of(term, text, named, linked, names[term.slug], every.readings[term.term], among)


def facts_of(every: Everything, term: Term) -> Entry:
    """What the entry of a term says."""
    use = every.indexes.terms[term.slug]
    text = every.texts.definitions[term.slug]
    senses = every.list_of.get(term.slug)
    return Entry(
        term=term.term,
        url=urls.term(term.slug),
        pinyin=every.readings[term.term].pinyin,
        english=term.english,
        aliases=term.aliases,
        category=term.category,
        kind=term.kind,
        blocks=text.blocks,
        mentions=text.mentions,
        term_names=every.names_of(text.mentions),
        versions=tuple(versions(term.items)),
        sources=tuple(references(term.sources)),
        coined=dates.in_words(term.coined) if term.coined else "",
        until=dates.in_words(term.until) if term.until else "",
        scope=term.scope,
        senses=Link(term.term, urls.term(senses), len(every.senses[senses])) if senses else None,
        see=_links(every, term.see),
        part_of=_links(every, term.part_of),
        total=use.mentions,
        speeches=len(use.uses),
    )


def senses_view(every: Everything, slug: Slug) -> SensesView:
    """The senses of a label, and how often it is open which is meant."""
    senses = every.senses[slug]
    name = senses[0].term
    use = every.indexes.terms.get(slug)
    return SensesView(
        name,
        every.readings[name].pinyin,
        tuple(entry(every, sense) for sense in senses),
        use.mentions if use else 0,
        len(use.uses) if use else 0,
        NO_ROWS,
    )


def entry(every: Everything, term: Term) -> TermEntry:
    """A term as it stands in an index."""
    use = every.indexes.terms[term.slug]
    return TermEntry(
        term=term.term,
        url=urls.term(term.slug),
        pinyin=every.readings[term.term].pinyin,
        english=term.english,
        gloss=gloss(every, term),
        count=use.mentions,
        speeches=len(use.uses),
        scope=every.sense_notes.get(term.slug, term.scope),
    )


def gloss(every: Everything, term: Term) -> str:
    """The first sentence of the definition."""
    blocks = every.texts.definitions[term.slug].blocks
    return re.split(r"(?<=[。！？])", blocks[0].text, maxsplit=1)[0] if blocks else ""


def _links(every: Everything, slugs: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(
        Link(every.label_of(Slug(slug)), urls.term(slug)) for slug in slugs if Slug(slug) in every.terms
    )
