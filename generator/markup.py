"""Blocks and mentions to HTML.

Everything that comes from content is escaped here; the tags are fixed strings.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

from generator.model import Block, BlockId, Mark, Mention, Url
from generator.urls import term as term_url

Href = Callable[[Url], str]
"""From an address of the site to the address as the page writes it."""

_ORDINAL = re.compile(r"([\ufdd0-\ufdef]?)([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
"""The numeral of a heading, which a wide page hangs in the margin; a mark may stand before it."""
_CLASSES = {"redaction": "redaction", "stage": "stage", "run-in": "run-in"}
_NUMBERED = frozenset(("paragraph", "item", "quote", "salutation"))
"""Kinds of blocks with their number in the margin."""
_SILENT = frozenset(("not", "explicit", "cell"))


def to_html(
    blocks: Iterable[Block],
    mentions: Iterable[Mention],
    href: Href,
    label: Callable[..., str],
    gone: Iterable[BlockId] = (),
    anchors: bool = True,
    beside: Mapping[BlockId, str] = MappingProxyType({}),
    write: Callable[[str], str] = str,
) -> Markup:
    """The body of a page: each block its element with its id, notes in a section at the end.

    ``anchors`` adds ids and paragraph links; a definition inside another page has none. ``beside`` is HTML for the margin of some
    paragraphs; a row of a table, a note and code have none. ``write`` gets the HTML of the words of each block.
    """
    linked: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.linked:
            linked.setdefault(mention.block, []).append(mention)
    writer = _Writer(href, label, anchors, linked, beside, write)
    body = [writer.block(block) for block in blocks]
    notes = "".join(writer.notes)
    if notes:
        body.append(
            f'<section class="notes" role="doc-endnotes"><h2>{escape(label("notes"))}</h2><ol>{notes}</ol></section>'
        )
    body.append(writer.removed(gone))
    return Markup("\n".join(part for part in body if part))


def _escaped(text: str) -> str:
    """A text with the signs of HTML escaped; most have none."""
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return str(escape(text))
    return text


@functools.lru_cache(1 << 14)
def _opening(address: str, term: str) -> str:
    return f'<a class="term" href="{escape(address)}" data-term="{term}">'


def _is_point(mark: Mark, at: int) -> bool:
    """Whether a mark stands at a place and spans nothing; an empty cell is one all the same."""
    return mark.start == mark.end == at and mark.kind != "cell"


class _Writer:
    def __init__(
        self,
        href: Href,
        label: Callable[..., str],
        anchors: bool,
        linked: Mapping[str, list[Mention]],
        beside: Mapping[BlockId, str],
        write: Callable[[str], str],
    ) -> None:
        self.href, self.label, self.anchors, self.linked, self.beside = href, label, anchors, linked, beside
        self.write = write
        self.notes: list[str] = []
        self.referred: set[str] = set()

    def removed(self, gone: Iterable[BlockId]) -> str:
        """A line on paragraphs that were removed here, one for all of them; a link to any of them still leads to it."""
        if not (ids := [*gone] if self.anchors else []):
            return ""
        first, *others = ids
        word = escape(
            self.label("paragraphs_removed", n=len(others) + 1) if others else self.label("paragraph_removed")
        )
        anchors = "".join(f'<span id="{id}"></span>' for id in others)
        return f'<p class="gone" id="{first}">{word}{anchors}</p>'

    def block(self, block: Block) -> str:
        inline = self.write(self.inline(block))
        id = number = also = ""
        if self.anchors:
            id = f' id="{block.id}"'
            if block.also:
                also = "".join(f'<span id="{joined}"></span>' for joined in block.also)
            if block.kind in _NUMBERED:
                number = f'<a class="pid" href="#{block.id}">{block.id[1:]}</a>'
        match block.kind:
            case "heading":
                level = min(max(block.level, 2), 6)
                if found := _ORDINAL.match(inline):
                    inline = f'{found[1]}<span class="ordinal">{found[2]}</span>{inline[found.end() :]}'
                element = f'<h{level}{id} class="block heading">{also}{inline}</h{level}>'
            case "row":
                element = f"<tr{id}>{inline.replace('>', '>' + also, 1)}</tr>"
            case "code":
                element = f"<pre{id}>{also}<code>{inline}</code></pre>"
            case "note":
                back = f' <a class="back" href="#ref-{block.label}" aria-label="{escape(self.label("back_to_text"))}">↩</a>'
                back = back if self.anchors and block.label in self.referred else ""
                anchor = (
                    f'<span id="note-{block.label}"></span>'
                    if self.anchors and not any(f'id="note-{block.label}"' in n for n in self.notes)
                    else ""
                )
                self.notes.append(f'<li{id} value="{block.label}">{also}{anchor}{inline}{back}</li>')
                return self.removed(block.gone)
            case kind:
                element = f'<p{id} class="block {kind}">{also}{number}{inline}</p>'
                if beside := self.beside.get(block.id):
                    element = f'<div class="beside">{element}{beside}</div>'
        gone = self.removed(block.gone) if block.gone else ""
        return f"{gone}{block.opens}{element}{block.closes}"

    def inline(self, block: Block) -> str:
        """Tags of the marks, from the outside in, and term links innermost, cut where a mark begins or ends."""
        text, mentions = block.text, self.linked.get(block.id, [])
        if not block.marks and block.kind != "row":
            return self.run(text, 0, len(text), mentions, 0, block) if mentions else _escaped(text)
        out: list[str] = []
        stack: list[tuple[int, str]] = []  # end, closing tag
        marks = [mark for mark in block.marks if mark.kind not in _SILENT or mark.kind == "cell"]
        cuts = sorted({0, len(text)} | {m.start for m in marks} | {m.end for m in marks})
        head = "th" if block.label == "th" else "td"
        at = 0

        def close(upto: int, but: str | None = None) -> None:
            while stack and stack[-1][0] <= upto and stack[-1][1] != but:
                out.append(stack.pop()[1])

        waiting = first = 0
        for cut in [*cuts[1:], None] if len(cuts) > 1 else [None]:
            if block.kind == "row":  # a note's mark at the end of a cell stands in it
                close(at, f"</{head}>")
                while stack and waiting < len(marks) and _is_point(marks[waiting], at):
                    out += self.tags(marks[waiting], head)
                    waiting += 1
            close(at)
            while waiting < len(marks) and marks[waiting].start == at:
                mark = marks[waiting]
                waiting += 1
                opening, closing = self.tags(mark, head)
                out.append(opening)
                if _is_point(mark, at):
                    out.append(closing)
                else:
                    stack.append((mark.end, closing))
            if cut is None:
                break
            while first < len(mentions) and mentions[first].end <= at:
                first += 1
            out.append(self.run(text, at, cut, mentions, first, block))
            at = cut
        close(len(text))
        return "".join(out)

    def run(self, text: str, start: int, end: int, mentions: list[Mention], first: int, block: Block) -> str:
        """A piece without a mark's border inside: text and term links."""
        if block.kind == "row" and text[start:end] == "\t":
            return ""
        out: list[str] = []
        at = start
        escaped = str if _escaped(text) is text else _escaped
        for mention in itertools.islice(mentions, first, None):
            if mention.start >= end:
                break
            begin, stop = max(mention.start, at), min(mention.end, end)
            opening = _opening(self.href(term_url(mention.term)), mention.term)
            out += (escaped(text[at:begin]), opening, escaped(text[begin:stop]), "</a>")
            at = stop
        out.append(escaped(text[at:end]))
        return "".join(out)

    def tags(self, mark: Mark, head: str) -> tuple[str, str]:
        match mark.kind:
            case "strong" | "em" | "code":
                return f"<{mark.kind}>", f"</{mark.kind}>"
            case "run-in":
                return '<strong class="run-in">', "</strong>"
            case "redaction" | "stage":
                return f'<span class="{_CLASSES[mark.kind]}">', "</span>"
            case "br":
                return "<br>", ""
            case "cell":
                align = f' class="{mark.value}"' if mark.value in ("left", "right", "center") else ""
                return f"<{head}{align}>", f"</{head}>"
            case "link":
                address = self.href(Url(mark.value)) if mark.value.startswith("/") else mark.value
                rel = ' rel="external noopener"' if ":" in mark.value.split("/")[0] else ""
                return f'<a href="{escape(address)}"{rel}>', "</a>"
            case "image":
                source, _, alt = mark.value.partition("\n")
                return f'<img src="{escape(self.href(Url(source)))}" alt="{escape(alt)}" loading="lazy">', ""
            case "noteref":
                if not self.anchors:  # a definition inside another page: its notes have no place to lead to
                    return f'<sup class="noteref">{mark.value}', "</sup>"
                id = f' id="ref-{mark.value}"' if mark.value not in self.referred else ""
                self.referred.add(mark.value)
                return (
                    f'<sup class="noteref"{id}><a href="#note-{mark.value}" role="doc-noteref">{mark.value}</a></sup>',
                    "",
                )
        raise AssertionError(f"unknown mark {mark.kind}")
