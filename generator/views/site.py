"""Home, articles, what machines read."""

from generator.model import Block, Mention, Slug, Url, Value
from generator.views.common import Link, SpeechLine, TermCount
from generator.views.indexes import YearLine


class HomeView(Value, frozen=True):
    """home.html"""

    speeches: int
    terms: int
    mentions: int
    characters: int
    first_year: str
    last_year: str
    years: tuple[YearLine, ...]
    undated: Link | None
    top_terms: tuple[TermCount, ...]
    newest: tuple[SpeechLine, ...]
    search_version: str
    """Of the search index: it stands behind the names of the files that suggest terms and titles."""


class ArticleView(Value, frozen=True):
    """article.html: about, editorial policy, …"""

    title: str
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    term_names: dict[Slug, str]


class MovedView(Value, frozen=True):
    """moved.html: an old address that leads to the new one."""

    to: Link


class NotFoundView(Value, frozen=True):
    """404.html"""

    links: tuple[Link, ...]


class FeedEntry(Value, frozen=True):
    """One speech in the feed; ``updated`` is a full RFC 3339 time made from a day."""

    title: str
    url: Url
    updated: str
    summary: str
    speakers: tuple[str, ...]


class OpenSearchView(Value, frozen=True):
    """opensearch.xml; the names are cut to what the format allows: 16 and 48 characters."""

    short_name: str
    long_name: str
    description: str


class FeedView(Value, frozen=True):
    """feed.xml (Atom)"""

    entries: tuple[FeedEntry, ...]
    updated: str
