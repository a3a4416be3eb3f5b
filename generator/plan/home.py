"""Home, pages of the archive's own, 404, and what machines read: the feed, and how to search here."""

import heapq
import re
from collections.abc import Iterator

import msgspec

from generator import urls
from generator.model import Page, Slug, Url
from generator.plan import years
from generator.plan.common import Everything, last_worked_on
from generator.views.common import Link
from generator.views.site import (
    ArticleView,
    FeedEntry,
    FeedView,
    HomeView,
    NotFoundView,
    OpenSearchView,
)

_NEWEST = 6
_TOP = 24
_FEED = 30
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""


def pages(every: Everything) -> Iterator[Page]:
    """Home, articles, 404; feed and OpenSearch description only where the site knows its address."""
    config = every.archive.config
    dated = [position for position, year in enumerate(every.years) if year != "undated"]
    lines = tuple(
        msgspec.structs.replace(line, characters=0, new_terms=(), more_new=0, begins=False)
        for line in years.lines(every)
    )
    view = HomeView(
        speeches=len(every.archive.speeches),
        terms=len(every.archive.terms),
        mentions=sum(text.mentions for text in every.texts.gists),
        characters=sum(text.characters for text in every.texts.gists),
        first_year=lines[0].year if lines else "",
        last_year=lines[-1].year if lines else "",
        years=lines,
        undated=years.undated(every),
        top_terms=every.term_counts(_top(every)),
        newest=tuple(every.lines[p] for p in reversed(dated[-_NEWEST:])),
        search_version=every.indexes.search.version,
    )
    yield Page(Url("/"), "home.html", config.title, view, config.description, "home")
    for article in every.archive.articles:
        text = every.texts.articles[article.slug]
        shown = ArticleView(article.title, text.blocks, text.mentions, every.names_of(text.mentions))
        yield Page(
            urls.article(article.slug), "article.html", article.title, shown, article.description, "article"
        )
    ways = (
        Link("首页", Url("/")),
        Link("讲话", Url("/speeches/")),
        Link("词条", Url("/terms/")),
        Link("年份", Url("/years/")),
    )
    yield Page(Url("/404.html"), "not_found.html", "没有这一页", NotFoundView(ways), kind="not-found")
    if config.base_url:
        entries = tuple(_feed(every))
        updated = max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z")
        yield Page(
            Url("/feed.xml"), "feed.xml", config.title, FeedView(entries, updated), config.description, "xml"
        )
        if config.script:
            yield Page(
                Url("/zh-hant/feed.xml"),
                "feed.xml",
                config.title,
                FeedView(entries, updated),
                config.description,
                "xml",
                script="hant",
            )
    if config.base_url and config.has("search"):
        name = config.title
        about = OpenSearchView(name[:16], name[:48], (config.description or f"搜索{name}")[:1024])
        yield Page(Url("/opensearch.xml"), "opensearch.xml", name, about, kind="xml")


def _top(every: Everything) -> list[tuple[Slug, int]]:
    """The terms that are used most, with their uses."""
    used = [(-use.mentions, use.slug) for use in every.indexes.terms.values() if use.mentions]
    return [(slug, -uses) for uses, slug in heapq.nsmallest(_TOP, used)]


def _feed(every: Everything) -> Iterator[FeedEntry]:
    speeches = every.archive.speeches
    worked_on = ((last_worked_on(speech), speech.id, n) for n, speech in enumerate(speeches))
    for *_, position in heapq.nlargest(_FEED, worked_on):
        speech, line = speeches[position], every.lines[position]
        summary = speech.description or every.texts.details[position].summary
        summary = _NOT_XML.sub("", summary)
        yield FeedEntry(line.shown, line.url, f"{last_worked_on(speech)}T00:00:00Z", summary, line.speakers)
