"""Web pages to text: the main text by trafilatura, facts from the page's own metadata.

In: bytes. Out: ``Decoded``. The encoding is worked out from the bytes; what the page declares is tried among the others, and where it
declares another, a note says so.
"""

import itertools
import logging
import re
from collections.abc import Iterator
from typing import Any

from generator.ingest import encodings
from generator.ingest.decoded import Decoded, Fact, Heading, needs, one_line
from generator.ingest.furniture import stamps
from generator.ingest.lines import NUMBERED, ends, filled, squeezed
from generator.ingest.opening import is_subtitle
from generator.model import Note, SiteError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_META = {
    "title": ("articletitle", "og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title"),
    "published": ("pubdate", "article:published_time", "og:release_date", "publishdate", "datepublished", "publish_time", "weibo:article:create_at", "dc.date", "dcterms.date", "dcterms.created", "date"),
    "publisher": ("contentsource", "article:source", "source", "og:site_name", "sitename", "dc.publisher", "mediaid", "application-name"),
    "url": ("og:url", "url", "twitter:url"),
    "author": ("author", "article:author", "dc.creator"),
}  # fmt: skip
"""Names of meta elements by what they say; the first that is there counts. ArticleTitle, PubDate, ContentSource and SiteName are those
that pages of Chinese governments have to carry (国办发〔2017〕47号)."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_SAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf8": "utf-8",
}
_SHOWN = 120
"""Characters of the line under a title that says when and by whom a page was published; a paragraph has more."""
_UNDER_TITLE = 200
"""Elements behind the title that are looked at."""
_PUBLISHER = re.compile(r"(?:来源|來源|稿源)[：:]\s*(?P<name>[^\s|｜]{2,30})")
_CLOCK = re.compile(r"\d[:：]\d\d|(?:发布|发表|更新)?(?:时间|日期)[：:]|来源[：:]|來源[：:]")
_PROSE = 30
"""Characters from which on what stands before a break inside a paragraph, and has a mark in it, is a sentence."""
_SITE = re.compile(r"\s*[-_|｜—–]+\s*[^-_|｜—–]{2,30}$")


def read(raw: bytes, name: str) -> Decoded:
    """Read a web page. SiteError (one line) where no text is found in it, or trafilatura is missing."""
    found = _CHARSET.search(raw[:4096].replace(b"\x00", b""))
    declared = found[1].decode("ascii").lower() if found else ""
    declared = _SAME.get(declared, declared)
    page = encodings.read(raw, name, declared)
    try:
        from lxml import html as parser
        from trafilatura import extract, html2txt
    except ImportError:
        raise needs("trafilatura", name, "a web page") from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # that a page has no text is said below
    source = _undeclared(page.text.removeprefix("\ufeff").replace("\x00", ""))
    try:
        tree = parser.document_fromstring(source)
        if _close_breaks(tree):
            source = parser.tostring(tree, encoding="unicode")
        text = extract(
            source, output_format="txt", include_comments=False, include_tables=True, deduplicate=False
        )
        whole = "" if text else html2txt(source)
    except Exception as error:  # lxml raises on what is no page at all: the file is at fault, and is one line
        raise SiteError(f"{name}: this page cannot be read: {one_line(error)}") from None
    text = (text or whole or "").strip("\n") + "\n"
    if not text.strip():
        raise SiteError(f"{name}: there is no text in this page")
    notes = (
        *page.notes,
        *_lie(declared, page.encoding),
        *([Note("main-text", 0, 0, "未能分辨网页正文，取全页文字，请核对")] if whole else []),
    )
    return Decoded(
        text,
        page.encoding,
        plain=False,
        decoder="html",
        facts=tuple(_facts(tree)),
        headings=tuple(_headings(tree, text)),
        notes=notes,
    )


def _lie(declared: str, encoding: str) -> Iterator[Note]:
    if (
        declared
        and declared != encoding
        and not (declared.startswith("utf-16") and encoding.startswith("utf-16"))
    ):
        yield Note("encoding", 0, 0, f"网页自称编码为{declared}，实为{encoding}，已按后者读入")


def _undeclared(text: str) -> str:
    """The page without its declarations of an encoding, which would mislead the parser of a text that is decoded already."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return re.sub(r"<meta[^>]{0,200}?charset\s*=[^>]*>", "", text, flags=re.I)


def _close_breaks(tree: Any) -> bool:
    """Take out the ``br`` that break a sentence of a paragraph in two; whether there were any.

    Elsewhere a break parts paragraphs, or the lines of a title.
    """
    broken = [each for each in tree.iter("br") if _breaks_sentence(each)]
    for each in broken:
        each.tail = each.tail.lstrip("\r\n\t ")
        each.drop_tag()
    return bool(broken)


def _breaks_sentence(line_break: Any) -> bool:
    paragraph = line_break.getparent()
    if paragraph is None or paragraph.tag not in ("p", "span", "font"):
        return False
    children = list(paragraph)
    before = paragraph.text or ""
    for child in children[: children.index(line_break)]:
        before = (
            (child.tail or "") if child.tag == "br" else before + child.text_content() + (child.tail or "")
        )
    after = (line_break.tail or "").strip("\r\n\t ")  # an indent of wide or hard spaces begins a paragraph
    before = before.strip()
    return (
        len(before) >= _PROSE
        and any(mark in before for mark in "，。；")
        and not ends(before)
        and bool(after)
        and not after[0].isspace()
        and not NUMBERED.match(after)
    )


def _headings(tree: Any, text: str) -> Iterator[Heading]:
    """Lines of the text that the page has as h2 to h6."""
    levels = {
        squeezed(each.text_content()): int(each.tag[1]) - 1
        for each in tree.iter("h2", "h3", "h4", "h5", "h6")
    }
    for line in filled(text):
        level = levels.get(squeezed(line.text))
        if level:
            yield Heading(line.start, line.end, level)


# --------------------------------------------------------------------------------------------------------------- facts


def _facts(tree: Any) -> Iterator[Fact]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            metas.setdefault(name, content)
    for key, names in _META.items():
        found = next(((name, metas[name]) for name in names if name in metas), None)
        if not found:
            continue
        value = _day(found[1]) if key == "published" else found[1]
        if value:
            yield Fact(key, value, f"网页元数据 {found[0]}")
    yield from _from_elements(tree, metas)
    yield from _under_title(tree)


def _under_title(tree: Any) -> Iterator[Fact]:
    """Subtitle, day and source that stand in short elements between the page's title and its first paragraph."""
    found: dict[str, Fact] = {}
    elements = tree.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "td", "li")
    behind = itertools.dropwhile(lambda each: each.tag != "h1", elements)
    for each in itertools.islice(behind, 1, _UNDER_TITLE):
        text = " ".join(each.text_content().split())
        if len(text) > _SHOWN and (each.tag == "p" or len((each.text or "").strip()) > _SHOWN):
            break
        if each.tag != "h1" and len(text) <= _SHOWN:
            if is_subtitle(text):
                found.setdefault("subtitle", Fact("subtitle", text, f"网页 {each.tag}"))
            for stamp in stamps(text) if _CLOCK.search(text) else ():
                found.setdefault("published", Fact("published", _day(stamp), "网页题下所示"))
            if source := _PUBLISHER.search(text):
                found.setdefault("publisher", Fact("publisher", source["name"], "网页题下所示"))
    yield from found.values()


def _from_elements(tree: Any, metas: dict[str, str]) -> Iterator[Fact]:
    """Title, address and time from the elements that show them, where no meta element has said it."""
    if not any(name in metas for name in _META["title"]):
        headings = [" ".join(each.text_content().split()) for each in tree.iter("h1")]
        title = " ".join((tree.findtext(".//title") or "").split())
        named = next((heading for heading in headings if len(heading) >= 4), "")
        if named:
            yield Fact("title", named, "网页 h1")
        elif title:
            yield Fact("title", _SITE.sub("", title) or title, "网页 title")
    if not any(name in metas for name in _META["url"]):
        address = next(
            (
                link.get("href")
                for link in tree.iter("link")
                if (link.get("rel") or "").lower() == "canonical"
            ),
            None,
        )
        if address and address.startswith("http"):
            yield Fact("url", address, "网页 canonical")
    if not any(name in metas for name in _META["published"]):
        stamp = next((day for time in tree.iter("time") if (day := _day(time.get("datetime") or ""))), "")
        if stamp:
            yield Fact("published", stamp, "网页 time")


def _day(text: str) -> str:
    found = _DAY.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""
