"""EPUB 3: the HTML of a text as XHTML, and some documents packed as one file.

In: what ``markup`` gives, whose tags are fixed strings, and the documents as the theme's templates fill them. Out: the bytes of a
book; no clock, no name of a machine and no random number is in them.

There is no library behind it but the standard one's zip: of those that write EPUB, the one that is kept well has a licence (AGPL)
that this program cannot pass on, and the others put the clock, random numbers or English labels into every book.
Source of the format: EPUB 3.3, W3C Recommendation; its container, EPUB Open Container Format 3.3, section 4.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from typing import Any

from markupsafe import Markup

from generator.markup import to_html
from generator.model import Block, Mention, Url

DOCUMENTS = ("package.opf", "nav.xhtml", "title.xhtml", "text.xhtml", "glossary.xhtml", "style.css")
"""Files of a book, each with a template ``epub/<name>``; one whose template gives nothing is left out."""

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can name: every file has it."""
_OF_PAGE = (
    (re.compile(r'<a class="pid".*?</a>|<p class="gone".*?</p>', re.S), ""),
    (re.compile(r'<a (?:class="term" )?href=""[^>]*>(.*?)</a>', re.S), r"\1"),
    (re.compile(r'<img [^>]*alt=""[^>]*>'), '<span class="image">〔图〕</span>'),
    (re.compile(r'<img [^>]*alt="([^"]*)"[^>]*>'), r'<span class="image">〔图：\1〕</span>'),
    (re.compile(r"<(br|hr)>"), r"<\1/>"),
    (re.compile(r'(<a class="term" href="[^"]*") data-term="[^"]*"'), r"\1"),
    (re.compile(r'(<a class="term") (href="glossary)'), r'\1 epub:type="glossref" \2'),
    (re.compile(r' (role="doc-noteref")'), r' epub:type="noteref" \1'),
    (re.compile(r' (role="doc-endnotes")'), r' epub:type="endnotes" \1'),
)
"""What a book has otherwise than a page: no links of paragraphs, no pictures but their words, every element closed."""

Href = Callable[[Url], str]


def book_href(base_url: str, tree: str, entries: Collection[str]) -> Href:
    """Where a link of the text leads in a book: to the glossary at its end, else to the site; an empty string where there is neither.

    ``entries``: slugs of the terms in that glossary. ``tree``: the folder of the script, ``/zh-hant`` or nothing.
    """

    def href(url: Url) -> str:
        if not url.startswith("/"):
            return url
        parts = url.split("/")
        if parts[1] == "terms" and len(parts) == 4 and parts[2] in entries:
            return f"glossary.xhtml#term-{parts[2]}"
        return f"{base_url}{tree if url.endswith('/') else ''}{url}" if base_url else ""

    return href


def functions(
    href: Href, label: Callable[..., str], write: Callable[[str], str]
) -> dict[str, Callable[..., Any]]:
    """What the templates of a book call: ``chapter`` writes a text with anchors and notes, ``definition`` one without.

    ``write`` is for the words of the text, as in ``markup.to_html``.
    """

    def chapter(blocks: Iterable[Block], mentions: Iterable[Mention]) -> Markup:
        return to_xhtml(to_html(blocks, mentions, href, label, write=write))

    def definition(blocks: Iterable[Block], mentions: Iterable[Mention]) -> Markup:
        return to_xhtml(to_html(blocks, mentions, href, label, anchors=False))

    return {"chapter": chapter, "definition": definition}


def to_xhtml(html: str) -> Markup:
    """HTML that ``markup`` wrote as XHTML for a book."""
    for pattern, instead in _OF_PAGE:
        html = pattern.sub(instead, html)
    return Markup(html)


def pack(fill: Callable[[str], str]) -> bytes:
    """The book whose documents ``fill`` gives by the names of their templates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        # First and plain: the mark of the format.
        _put(book, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _put(book, "META-INF/container.xml", _CONTAINER)
        for name in DOCUMENTS:
            if text := fill(f"epub/{name}").strip():
                _put(book, f"book/{name}", _NOT_XML.sub("", text) + "\n")
    return out.getvalue()


def _put(book: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, method
    book.writestr(entry, text.encode(), compresslevel=9)
