"""A plugin of Pelican: the first mention of each term in an article becomes a link, and the page of a term knows its articles."""

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Article
from pelican.generators import PagesGenerator

from tests.bench.peers.linker import HEADING_TAGS, read_linker

_LINK = '<a class="term" href="/terms/{1}/">{0}</a>'
_linker = read_linker(Path("names.json"))
_mentions: dict[str, list[Article]] = {}


def _link(content: Any) -> None:
    if isinstance(content, Article):
        content.day, content.address = (
            content.date.date().isoformat(),
            f"/{content.url}",
        )  # once, not in every list
        content._content, found = _linker.link(content._content, HEADING_TAGS, _LINK)
        for slug in found:
            _mentions.setdefault(slug, []).append(content)


def _list(generators: list[Any]) -> None:
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            for page in generator.pages:
                page.backlinks = sorted(_mentions.get(page.slug, []), key=lambda article: article.slug)


def register() -> None:
    """What Pelican calls."""
    signals.content_object_init.connect(_link)
    signals.all_generators_finalized.connect(_list)
