"""What a page says of itself to machines: JSON-LD in the vocabulary of schema.org.

In: a page and the site's facts. Out: one node, as light as it can be, since it stands in both trees: where the page is
(BreadcrumbList), and as the last step what it is (CreativeWork, DefinedTerm, DefinedTermSet); of home, WebSite. Addresses are
full where the site knows its own, since not every reader of such data resolves them; else relative to the page, as the links in it
are. A browser takes the block for data: the Content-Security-Policy lets it pass.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from markupsafe import Markup

from generator.model import Config, Page, Url
from generator.views.common import Link
from generator.views.site import HomeView
from generator.views.speeches import Heading, SpeechView
from generator.views.terms import Entry

Node = dict[str, Any]
Href = Callable[[Url], str]
"""From an address of the site to the address as the page writes it."""

_ALONE = ("not-found", "moved")
"""Kinds of pages that stand nowhere in the site."""


def linked(
    page: Page,
    here: str,
    config: Config,
    nav: Iterable[Link],
    href: Href,
    convert: Callable[[str], str],
    tree: str,
    language: str,
) -> Markup:
    """The script element of a page, or nothing.

    ``here`` is the page's own address; ``convert`` turns the node, written as JSON, into the script of the page's tree: all that is not
    ASCII in it is text; ``tree`` is the folder of that tree, ``/zh-hant`` or nothing, and
    ``language`` what is written there.
    """
    if page.kind in _ALONE:
        return Markup("")
    about = _about(page, here, config, href, tree, language)
    node = about if isinstance(page.view, HomeView) else _path(page, about, config, nav, href)
    found = {"@context": "https://schema.org", **node}
    text = msgspec.json.encode(found).decode().replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{convert(text)}</script>')


def _path(page: Page, about: Node, config: Config, nav: Iterable[Link], href: Href) -> Node:
    """The section of the site that a page is in, or home, and the page itself or what it is about."""
    here = page.url.removeprefix("/zh-hant")
    above = next((way for way in nav if here.startswith(way.url) and here != way.url), None)
    above = above or Link(config.title, Url("/"))
    last = {"item": about} if about else {"name": page.title}
    steps: list[Node] = [{"name": above.text, "item": href(above.url)}, last]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, **step} for position, step in enumerate(steps, 1)
        ],
    }


def _about(page: Page, here: str, config: Config, href: Href, tree: str, language: str) -> Node:
    known: Node = {"@id": here, "inLanguage": language}
    if isinstance(page.view, HomeView):
        return {"@type": "WebSite", **known, **_site(config, tree)}
    if isinstance(page.view, SpeechView):
        return {"@type": "CreativeWork", **known, **_speech(page.view, href, here)}
    if isinstance(page.view, Entry):
        return {"@type": "DefinedTerm", "@id": here, **_term(page, page.view, href)}
    if page.url.removeprefix("/zh-hant") == "/terms/":
        return {"@type": "DefinedTermSet", **known, "name": f"{config.title}{page.title}"}
    return {}


def _site(config: Config, tree: str) -> Node:
    node: Node = {"name": config.title}
    if config.description:
        node["description"] = config.description
    if config.base_url and config.has("search"):
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{config.base_url}{tree}/search/?q={{words}}",
            },
            "query-input": "required name=words",
        }
    return node


def _speech(view: SpeechView, href: Href, here: str) -> Node:
    """A speech; its parts are those under its highest headings. Who is named in a template is nobody."""
    cited = view.citation
    people = [
        {"@type": "Person", "name" if name in view.line.speakers else "jobTitle": name}
        for name in cited.authors
        if cited.status != "template"
    ]
    open_date = "" if view.line.datetime else cited.date.replace("?", "")
    facts: Node = {
        "author": people if len(people) > 1 else people[0] if people else None,
        "dateCreated": view.line.datetime,
        "temporalCoverage": open_date,
        "locationCreated": {"@type": "Place", "name": cited.place} if cited.place else None,
        "version": cited.edition,
        "isPartOf": {"@id": href(Url("/"))},
        "hasPart": [
            {"@type": "CreativeWork", "@id": f"{here}#{heading.id}", "name": heading.text}
            for heading in _highest(view.contents)
        ],
    }
    return {"name": cited.title, **{key: value for key, value in facts.items() if value}}


def _highest(contents: Iterable[Heading]) -> Iterator[Heading]:
    headings = [heading for heading in contents if not heading.run_in]
    top = min((heading.level for heading in headings), default=0)
    return (heading for heading in headings if heading.level == top)


def _term(page: Page, view: Entry, href: Href) -> Node:
    facts: Node = {"alternateName": list(view.aliases), "description": page.description}
    return {
        "name": view.term,
        **{key: value for key, value in facts.items() if value},
        "inDefinedTermSet": {"@id": href(Url("/terms/"))},
    }
