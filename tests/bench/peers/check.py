"""Whether a site is what the job asks for: every link at its place, every backlink, every index.

In: the archive and the folder of a built site. Out: a ``Verdict`` that counts what is missing and what is too much. What must
stand there is worked out from the archive by an alternation of all names, the longest first, over the plain text of each
block; nothing of ``generator`` nor of a peer takes part in it. Links inside definitions are not looked at.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from tests.bench.peers.job import BASE, FEED, read_speeches, read_terms

Links = tuple[tuple[int, str, str], ...]
"""Each link of a text: its place in the text without white space, its words, the slug that it leads to."""
_NO_LETTERS = re.compile(r"[\s*]+")
_BLOCK = re.compile(r"(?:(#+) |\d+\. |> )?(.*)")


class Expected(NamedTuple):
    """What must stand in the site: of each speech its text without white space, and its links; and who stands where."""

    texts: dict[str, str]
    links: dict[str, Links]
    backlinks: dict[str, set[str]]
    """Of each term the speeches that mention it, in their headings too."""
    years: dict[str, set[str]]


class Verdict(NamedTuple):
    """What is wrong in a site; 0 everywhere, and the feed as long as it should be, is right."""

    links: int
    """Links that there must be."""
    missing: int = 0
    wrong: int = 0
    """Links that there must not be: at another place, on other words, or to another page."""
    pages: int = 0
    """Speech pages that are missing."""
    texts: int = 0
    """Speech pages whose text is not the speech's."""
    stars: int = 0
    """Speech pages that show the ** of Markdown."""
    backlinks_missing: int = 0
    backlinks_wrong: int = 0
    unlisted: int = 0
    """Terms that the index lacks."""
    years: int = 0
    """Speeches that the pages of years lack."""
    feed: int = 0
    """Entries that the feed lacks, or has too many (then negative)."""
    sitemap: int = 0
    """Pages that the sitemap lacks."""

    def faults(self) -> list[str]:
        """What is wrong, in words; empty where all is right."""
        words = {
            "missing": "links missing",
            "wrong": "wrong links",
            "pages": "speech pages missing",
            "texts": "texts changed",
            "stars": "pages show ** for bold",
            "backlinks_missing": "backlinks missing",
            "backlinks_wrong": "wrong backlinks",
            "unlisted": "terms missing from the index",
            "years": "speeches missing from the pages of years",
            "feed": "entries missing from the feed",
            "sitemap": "pages missing from the sitemap",
        }
        return [
            f"{number:,} {words[name]}" for name, number in self._asdict().items() if name in words and number
        ]


def expected(content: Path) -> Expected:
    """What the job asks for, from the archive alone."""
    slugs = {name: term.slug for term in read_terms(content) for name in term.names}
    names = re.compile(
        "|".join(sorted(map(re.escape, slugs), key=lambda name: (-len(name), name))) or r"(?!)"
    )
    texts: dict[str, str] = {}
    links: dict[str, Links] = {}
    backlinks: dict[str, set[str]] = {slug: set() for slug in slugs.values()}
    years: dict[str, set[str]] = {}
    for speech in read_speeches(content):
        years.setdefault(speech.year, set()).add(speech.id)
        text = ""
        linked: dict[str, tuple[int, str, str]] = {}
        for is_heading, block in _blocks(speech.body):
            for match in names.finditer(block):
                slug = slugs[match[0]]
                backlinks[slug].add(speech.id)
                if not is_heading and slug not in linked:
                    linked[slug] = (len(text) + match.start(), match[0], slug)
            text += block
        texts[speech.id], links[speech.id] = text, tuple(sorted(linked.values()))
    return Expected(texts, links, backlinks, years)


def _blocks(body: str) -> Iterator[tuple[bool, str]]:
    """The blocks of a generated body, one a line: whether it is a heading, and its text without white space and marks."""
    for line in body.splitlines():
        if match := _BLOCK.fullmatch(line):
            yield bool(match[1]), _NO_LETTERS.sub("", match[2])


def check(must: Expected, site: Path) -> Verdict:
    """Compare a site with what the job asks for."""
    missing = wrong = pages = texts = stars = 0
    for id, links in must.links.items():
        page = _page(site / "speeches" / id / "index.html")
        if page is None:
            pages += 1
            missing += len(links)
            continue
        text, found = _article(page)
        stars += "*" in text
        texts += text.replace("*", "") != must.texts[id]
        missing += len(set(links) - set(found))
        wrong += len(found) - len(set(links) & set(found))
    gone, extra = _backlinks(must, site)
    return Verdict(
        sum(map(len, must.links.values())),
        missing,
        wrong,
        pages,
        texts,
        stars,
        gone,
        extra,
        len(must.backlinks.keys() - _targets(site, "/terms/", "terms")),
        sum(len(ids - _targets(site, f"/years/{year}/", "speeches")) for year, ids in must.years.items()),
        min(FEED, len(must.texts)) - _entries(site / "feed.xml"),
        len(_addresses(must) - _sitemap(site / "sitemap.xml")),
    )


def _page(path: Path) -> html.HtmlElement | None:
    return html.fromstring(path.read_bytes(), parser=_PARSER) if path.is_file() else None


_PARSER = html.HTMLParser(encoding="utf-8")


def _article(page: html.HtmlElement) -> tuple[str, Links]:
    """Text and links of the speech: of the element ``article``, but for the numbers of paragraphs, links of class pid."""
    text = ""
    links: list[tuple[int, str, str]] = []
    opened: list[tuple[int, str]] = []
    hidden = False
    for event, element in etree.iterwalk(page.find(".//article"), events=("start", "end")):
        is_link = element.tag == "a" and "href" in element.attrib
        if event == "start":
            hidden = hidden or element.get("class") == "pid"
            if is_link and not hidden:
                opened.append((len(text), _slug("/speeches/x/", element.get("href"))))
            text += "" if hidden else _letters(element.text)
        else:
            if is_link and not hidden:
                start, slug = opened.pop()
                links.append((start - text.count("*", 0, start), text[start:], slug))
            hidden = hidden and element.get("class") != "pid"
            text += "" if hidden or element.tag == "article" else _letters(element.tail)
    return text, tuple(links)


def _letters(text: str | None) -> str:
    return "".join(text.split()) if text else ""


@functools.cache
def _slug(page: str, href: str) -> str:
    """The slug of the term that a link leads to; its address where it leads elsewhere."""
    address = urlsplit(urljoin(BASE + page, href))
    match = re.fullmatch(r"/terms/([^/]+)/(?:index\.html)?", address.path)
    return match[1] if match and f"{address.scheme}://{address.netloc}" == BASE else address.geturl()


def _targets(site: Path, page: str, folder: str) -> set[str]:
    """The names in ``folder`` that a page leads to, or a page below it, where a long list is cut into several."""
    found: set[str] = set()
    for path in sorted((site / page.strip("/")).rglob("index.html")):
        here = f"/{path.parent.relative_to(site).as_posix()}/"
        if folder == page.strip("/") and here.count("/") == 3:
            continue  # the pages of /terms/ are those of the terms, but for /terms/by/…
        parsed = _page(path)
        assert parsed is not None
        for href in parsed.xpath("//a/@href"):
            parts = urlsplit(urljoin(BASE + here, href)).path.strip("/").split("/")
            if parts[0] == folder and len(parts) > 1:
                found.add(parts[1])
    return found


def _backlinks(must: Expected, site: Path) -> tuple[int, int]:
    missing = wrong = 0
    for slug, ids in must.backlinks.items():
        found = _targets(site, f"/terms/{slug}/", "speeches")
        missing += len(ids - found)
        wrong += len(found - ids)
    return missing, wrong


def _entries(path: Path) -> int:
    """Entries of an Atom feed, or items of RSS."""
    if not path.is_file():
        return 0
    root = etree.parse(path)
    return len(root.findall(".//{http://www.w3.org/2005/Atom}entry")) + len(root.findall(".//item"))


def _addresses(must: Expected) -> set[str]:
    paths = [f"speeches/{id}" for id in must.texts]
    paths += [f"terms/{slug}" for slug in must.backlinks]
    paths += [f"years/{year}" for year in must.years]
    return {f"{BASE}/{path}/" for path in [*paths, "terms", "years"]}


def _sitemap(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    return {
        loc.text or "" for loc in etree.parse(path).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
