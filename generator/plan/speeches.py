"""Pages of speeches, and the list of all of them."""

from collections.abc import Iterator

import msgspec

from generator import dates, urls
from generator.load import kept_back
from generator.model import Block, BlockId, Page, Slug, Speech, Text, Url
from generator.plan.common import GENRES, LEVELS, Everything, simplified
from generator.plan.edition import edition
from generator.views.common import Link, TermCount
from generator.views.speeches import EvidenceLine, Fact, Heading, SpeechesView, SpeechView


def pages(every: Everything) -> Iterator[Page]:
    """One page a speech, and the list."""
    speeches = every.speeches
    hidden = kept_back(every.archive.speeches)
    for position, speech in enumerate(speeches):
        yield _page(every, position, speech, hidden)
    groups = every.groups_by_year(range(len(speeches)))
    yield Page(
        Url("/speeches/"), "speeches.html", "讲话", SpeechesView(groups, len(speeches)), kind="speeches"
    )


def _page(every: Everything, position: int, speech: Speech, hidden: frozenset[str]) -> Page:
    text = every.texts.speeches[position]
    line = every.lines[position]
    blocks = simplified(text.blocks) if speech.lang == "zh-Hant" else text.blocks
    around = every.lines
    view = SpeechView(
        line=line,
        lang=speech.lang,
        facts=tuple(facts(every, speech)),
        date_basis=speech.date_basis,
        evidence=tuple(EvidenceLine(e.quote, e.shows) for e in speech.date_evidence),
        status=line.status,
        withdrawn=speech.withdrawn,
        contents=tuple(contents(blocks)),
        blocks=blocks,
        mentions=text.mentions,
        gone=text.gone,
        term_names=every.names_of(text.mentions),
        terms=_terms(every, text),
        edition=edition(speech, text, hidden),
        citation=citation(every, speech),
        downloads=_downloads(speech),
        previous=Link(around[position - 1].title, around[position - 1].url) if position else None,
        next=Link(around[position + 1].title, around[position + 1].url)
        if position + 1 < len(around)
        else None,
    )
    description = speech.description or next((b.text[:100] for b in blocks if b.kind == "paragraph"), "")
    return Page(urls.speech(speech.id), "speech.html", line.title, view, description, "speech")


def as_given(page: Page, every: Everything) -> Page:
    """In the tree of traditional characters, a speech that was given in them stands as it was given."""
    view = page.view
    assert isinstance(view, SpeechView)
    if view.lang != "zh-Hant":
        return page
    position = next(i for i, line in enumerate(every.lines) if line.id == view.line.id)
    speech, text = every.archive.speeches[position], every.texts.speeches[position]
    line = msgspec.structs.replace(view.line, title=speech.title, subtitle=speech.subtitle)
    view = msgspec.structs.replace(view, line=line, blocks=text.blocks, contents=tuple(contents(text.blocks)))
    return msgspec.structs.replace(page, view=view)


def facts(every: Everything, speech: Speech) -> Iterator[Fact]:
    """The facts line: each fact linked where it has a page."""
    year = urls.year(speech.year)
    yield Fact("date", (Link(dates.in_words(speech.date), year),))
    if speech.speakers:
        yield Fact("speakers", tuple(_speaker(every, speech, i) for i in range(len(speech.speakers))))
    if speech.place:
        yield Fact("place", (Link(speech.place, every.facet_url("places", speech.place)),))
    if speech.level:
        yield Fact("level", (Link(LEVELS[speech.level], urls.facet("levels", speech.level)),))
    if speech.venue:
        yield Fact("venue", (Link(speech.venue, Url("")),))
    if speech.meeting:
        yield Fact("meeting", (Link(speech.meeting, every.facet_url("meetings", speech.meeting)),))
    for label in ("occasion", "series"):
        if value := getattr(speech, label):
            yield Fact(label, (Link(value, Url("")),))
    if speech.genre:
        yield Fact("genre", (Link(GENRES[speech.genre], Url("")),))
    for label in ("transcribed", "published", "revised"):
        if span := getattr(speech, label):
            yield Fact(label, (Link(dates.in_words(span), Url("")),))
    if speech.version_of:
        other = next((line for line in every.lines if line.id == speech.version_of), None)
        if other:
            yield Fact("version_of", (Link(other.title, other.url),))


def _speaker(every: Everything, speech: Speech, i: int) -> Link:
    speaker = speech.speakers[i]
    name = speaker.plain_name
    shown = (
        "".join(part for part in (speaker.office, " " if speaker.office and name else "", name) if part)
        or speaker.organization
    )
    behalf = f"（受{speaker.on_behalf_of}委托）" if speaker.on_behalf_of else ""
    return Link(shown + behalf, every.facet_url("speakers", name) if name else Url(""))


def contents(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Headings, and run-in headings one level below the heading that they stand under."""
    level = 1
    for block in blocks:
        if block.kind == "heading":
            level = max(block.level, 2)
            yield Heading(block.id, block.text, level)
        elif block.marks and block.marks[0].kind == "run-in":
            yield Heading(
                block.id, block.text[: block.marks[0].end].rstrip("。：；:"), level + 1, run_in=True
            )


def _terms(every: Everything, text: Text) -> tuple[TermCount, ...]:
    where: dict[Slug, list[BlockId]] = {}
    for mention in text.mentions:
        where.setdefault(mention.term, []).append(mention.block)
    ranked = sorted(where.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        TermCount(every.term_name(slug), urls.term(slug), len(blocks), tuple(dict.fromkeys(blocks)))
        for slug, blocks in ranked
    )


def citation(every: Everything, speech: Speech) -> str:
    """After GB/T 7714—2015: author. title[Z]. place, date. In: the archive, its address."""
    site = every.archive.config
    title = speech.title + (f"：{speech.subtitle.lstrip('—-─ ')}" if speech.subtitle else "")
    authors = "，".join(s.plain_name or s.office for s in speech.speakers if s.name or s.office)
    where = "，".join(
        part for part in (speech.place, dates.in_words(speech.date) if speech.date else "日期不详") if part
    )
    address = f"，{site.base_url}{urls.speech(speech.id)}" if site.base_url else ""
    return f"{authors + '. ' if authors else ''}{title}[Z]. {where}. {site.title}{address}."


def _downloads(speech: Speech) -> tuple[Link, ...]:
    if speech.withdrawn:
        return ()
    here = urls.speech(speech.id)
    return tuple(
        Link(text, Url(here + name))
        for text, name in (("纯文本", "speech.txt"), ("Markdown", "index.md"), ("JSON", "speech.json"))
    )
