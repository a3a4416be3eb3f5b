"""Speeches as books (EPUB 3), one a speech in either script, where site.yaml asks for them.

In: the pages of the speeches, as planned. Out: pages of the kind ``epub``, whose documents ``render`` fills and packs.
"""

import functools
import uuid
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from generator import dates, urls
from generator.memo import digest_of
from generator.model import Block, Mention, Page, Planned, Slug, Speech, Url
from generator.plan import citations, speeches
from generator.plan.common import Everything, last_worked_on
from generator.script import kept
from generator.views.common import TermCount
from generator.views.epub import Chapter, Entry, EpubView
from generator.views.speeches import Heading, SpeechView


def pages(every: Everything, spoken: Iterable[Planned]) -> Iterator[Planned]:
    """A book for every page of a speech that is not withdrawn; none where the site does not switch them on."""
    if not every.archive.config.epub:
        return
    entries = {slug: _entry_digest(every, slug) for slug in (*every.terms, *every.senses)}
    pages = (page for page in spoken if page.kind == "speech")
    for page, speech, gist in zip(pages, every.archive.speeches, every.texts.gists, strict=True):
        if not speech.withdrawn:
            key = digest_of(page.key, [entries[slug] for slug in gist.uses])
            make = functools.partial(_made, every, page, speech)
            yield Planned(urls.book(speech.id), "epub", page.title, key, make)


def _entry_digest(every: Everything, slug: Slug) -> bytes:
    """Digest of all that a book says of a term, or of the senses of a label."""
    senses = [every.terms[slug]] if slug in every.terms else every.senses[slug]
    return digest_of(senses, every.readings[senses[0].term], [_first(every, sense.slug) for sense in senses])


def _made(every: Everything, planned: Planned, speech: Speech) -> tuple[Page, ...]:
    (page,) = planned.make()
    assert isinstance(page.view, SpeechView)
    return (_book(every, page, page.view, speech),)


def as_given(book: Page, every: Everything) -> Page:
    """The book in the tree of the other script: with an identifier of its own, and a text given in traditional characters as given."""
    view = book.view
    assert isinstance(view, EpubView)
    view = msgspec.structs.replace(view, identifier=_identifier(every, book.url, view.citation.edition))
    if view.lang == "zh-Hant":
        position = next(i for i, line in enumerate(every.lines) if urls.book(line.id) == book.other)
        speech, text = every.archive.speeches[position], every.texts.speeches[position]
        view = msgspec.structs.replace(
            view,
            title=kept(speech.title),
            subtitle=kept(speech.subtitle) if speech.subtitle else "",
            citation=citations.citation(speech, every.archive.config.title, kept),
            chapters=tuple(_chapters(tuple(_kept_headings(text.blocks)))),
            blocks=text.blocks,
        )
    return msgspec.structs.replace(book, view=view)


def _kept_headings(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    for heading in speeches.contents(blocks):
        yield msgspec.structs.replace(heading, text=kept(heading.text))


def _book(every: Everything, page: Page, spoken: SpeechView, speech: Speech) -> Page:
    url = urls.book(speech.id)
    view = EpubView(
        identifier=_identifier(every, url, spoken.citation.edition),
        url=page.url,
        modified=f"{last_worked_on(speech)}T00:00:00Z",
        title=spoken.line.title,
        subtitle=spoken.line.subtitle,
        date=spoken.line.datetime,
        facts=spoken.facts,
        status=spoken.status,
        citation=spoken.citation,
        chapters=tuple(_chapters(spoken.contents)),
        lang=spoken.lang,
        blocks=spoken.blocks,
        mentions=spoken.mentions,
        entries=tuple(_entries(every, spoken.terms)),
    )
    return Page(url, "epub/text.xhtml", page.title, view, page.description, "epub")


def _identifier(every: Everything, url: Url, edition: str) -> str:
    """A UUID by name (RFC 9562, version 5), of the book's address and the edition of its text."""
    config = every.archive.config
    name = f"{config.base_url or config.title}{url}#{edition}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _chapters(headings: Sequence[Heading]) -> Iterator[Chapter]:
    """Headings as a tree: below each, those of a deeper level up to the next of its own."""
    start = 0
    while start < len(headings):
        end = start + 1
        while end < len(headings) and headings[end].level > headings[start].level:
            end += 1
        below = tuple(_chapters(headings[start + 1 : end]))
        yield Chapter(headings[start].id, headings[start].text, below)
        start = end


def _entries(every: Everything, terms: Iterable[TermCount]) -> Iterator[Entry]:
    """The terms of a speech in the order of their pinyin."""
    for term in sorted(terms, key=lambda term: (every.readings[term.term].order, term.url)):
        slug = Slug(term.url.split("/")[-2])
        one = every.terms.get(slug)
        reading = every.readings[term.term].pinyin
        if one is None:
            blocks = tuple(b for sense in every.senses[slug] for b in _first(every, sense.slug)[0])
            yield Entry(slug, term.term, reading, "", blocks, (), (), "", term.blocks)
            continue
        last = one.items[-1] if one.items else None
        since = dates.in_words(last.since) if last and last.since and len(one.items) > 1 else ""
        blocks, mentions = _first(every, slug)
        items = last.list if last else ()
        yield Entry(slug, term.term, reading, one.english, blocks, mentions, items, since, term.blocks)


def _first(every: Everything, slug: Slug) -> tuple[tuple[Block, ...], tuple[Mention, ...]]:
    """The first paragraph of a definition, and the terms in it."""
    text = every.texts.definitions[slug]
    first = text.blocks[:1]
    return first, tuple(m for m in text.mentions if first and m.block == first[0].id)
