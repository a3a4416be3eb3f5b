"""Page breaks of a text that came in pages (form feeds): running heads and page numbers at the edges of pages.

In: the text as decoded. Out: edits. A line at an edge is furniture where most pages have it, numbers aside; what remains of two pages
is put together by a line end, and the rules for broken lines decide whether a sentence goes on.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.ingest.lines import Line, split, squeezed
from generator.model import Edit

_PAGES = 3
"""Pages from which on lines can be said to come again."""
_SHARE = 0.4
"""Share of pages that have a running head: left and right ones may differ."""
_EDGE = 2
"""Lines from the edge that are looked at."""
_LONGEST = 60
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十〇]{1,4}")


def page_breaks(view: str) -> Iterator[Edit]:
    """Take form feeds out, and the running heads and page numbers around them."""
    if "\f" not in view:
        return
    starts = [0, *(found.end() for found in re.finditer("\f", view))]
    ends = [*(start - 1 for start in starts[1:]), len(view)]
    pages = [_lines(view, start, end) for start, end in zip(starts, ends, strict=True)]
    usual = _usual(pages)
    kept: list[tuple[int, int]] = []
    for page in pages:
        top, bottom = _inside(page, usual)
        if top < bottom:
            kept.append((page[top].start, page[bottom - 1].end))
    if not kept:
        return
    if kept[0][0] > 0 and pages[0] and view[: kept[0][0]].strip():
        yield Edit("page-furniture", 0, kept[0][0], "")
    for (_, end), (start, _) in itertools.pairwise(kept):
        yield Edit("page-furniture", end, start, "\n")
    if view[kept[-1][1] :].strip():
        yield Edit("page-furniture", kept[-1][1], len(view), "\n")


def _lines(view: str, start: int, end: int) -> list[Line]:
    """Lines of a page that have text, in code points of the view."""
    return [
        Line(start + line.start, start + line.end, line.text, line.indent)
        for line in split(view[start:end].replace("\r", "\n"))
        if line.text
    ]


def _key(text: str) -> str:
    return squeezed(_NUMBER.sub("", text)) or "#"


def _usual(pages: Sequence[Sequence[Line]]) -> set[tuple[str, str]]:
    """Edge and words of the lines that stand at it on many pages; a number alone has no words."""
    seen: Counter[tuple[str, str]] = Counter()
    for page in pages:
        seen.update({("top", _key(line.text)) for line in page[:_EDGE] if len(line.text) <= _LONGEST})
        seen.update({("bottom", _key(line.text)) for line in page[-_EDGE:] if len(line.text) <= _LONGEST})
    return {edge for edge, count in seen.items() if count >= max(_PAGES, _SHARE * len(pages))}


def _inside(page: Sequence[Line], usual: set[tuple[str, str]]) -> tuple[int, int]:
    """The lines of a page between its edges."""
    top, bottom = 0, len(page)
    while top < min(_EDGE, bottom) and ("top", _key(page[top].text)) in usual:
        top += 1
    while bottom > max(top, len(page) - _EDGE) and ("bottom", _key(page[bottom - 1].text)) in usual:
        bottom -= 1
    return top, bottom
