"""Repairs of punctuation: half-width marks in Chinese context, straight quotation marks, marks that look the wrong way.

In: the text. Out: edits. A mark is changed, never put in or taken away.
"""

import re
from collections.abc import Iterator

from generator.ingest.lines import CJK, HAN, Line, filled
from generator.model import Edit

_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARK = re.compile(r"[,;:?!]")
_LATIN = re.compile(
    r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+|`[^`]*`|&#?\w{2,8};|[!-~]*[A-Za-z]:[/\\][!-~]*"
)
_MAY_BE_LATIN = re.compile(r"[.`&\\]")
_CJK = re.compile(rf"[{CJK}]")
_HAN = re.compile(rf"[{HAN}]")


def half_width(view: str) -> Iterator[Edit]:
    """``,;:?!()`` beside a Chinese character or mark become full-width: not in 14:53, 1,000, an address or Latin text."""
    for line in filled(view):
        if not _HAN.search(line.text):
            continue
        latin = (
            [found.span() for found in _LATIN.finditer(view, line.start, line.end)]
            if _MAY_BE_LATIN.search(line.text)
            else []
        )
        for found in _MARK.finditer(view, line.start, line.end):
            at = found.start()
            if not any(a <= at < b for a, b in latin) and _is_chinese(view, line, at):
                yield Edit("punctuation", at, at + 1, _FULL[found[0]])
        yield from _brackets(view, line, latin)


def _neighbour(view: str, line: Line, at: int, step: int) -> str:
    """The next character in a direction, looking through spaces and the marks that say nothing about the script."""
    at += step
    while line.start <= at < line.end and view[at] in " \u3000\t)(%'\"*?!,;:":
        at += step
    return view[at] if line.start <= at < line.end else ""


def _is_chinese(view: str, line: Line, at: int) -> bool:
    before = view[at - 1] if at > line.start else ""
    after = view[at + 1] if at + 1 < line.end else ""
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return False
    return bool(_CJK.match(_neighbour(view, line, at, -1)) or _CJK.match(_neighbour(view, line, at, 1)))


def _brackets(view: str, line: Line, latin: list[tuple[int, int]]) -> Iterator[Edit]:
    """Round brackets in pairs: both or none."""
    opened: list[int] = []
    for at in range(line.start, line.end):
        if view[at] == "(":
            opened.append(at)
        elif view[at] == ")" and opened:
            start = opened.pop()
            before, after = view[start - 1 : start], view[at + 1 : at + 2]
            inside = _CJK.search(view, start, at)
            beside = _CJK.match(before) and (not after or _CJK.match(after) or after in ",;:?!)")
            if (inside or beside) and not any(a <= start < b for a, b in latin) and before != "]":
                yield Edit("punctuation", start, start + 1, "（")
                yield Edit("punctuation", at, at + 1, "）")


# ----------------------------------------------------------------------------------------------------- quotation marks

_DOUBLE = re.compile('["＂]')
_SINGLE = re.compile(r"(?<![A-Za-z])['＇]|['＇](?![A-Za-z])")


def straight_quotes(view: str) -> Iterator[Edit]:
    """Straight marks in a Chinese line, where they are in pairs: ``"`` gives “”, ``'`` gives ‘’."""
    for line in filled(view):
        if not _HAN.search(line.text):
            continue
        for pattern, pair in ((_DOUBLE, "“”"), (_SINGLE, "‘’")):
            found = [mark.start() for mark in pattern.finditer(view, line.start, line.end)]
            if len(found) % 2 or not all(
                _chinese_pair(view, a, b) for a, b in zip(found[::2], found[1::2], strict=True)
            ):
                continue
            for i, at in enumerate(found):
                yield Edit("quotes", at, at + 1, pair[i % 2])


def _chinese_pair(view: str, start: int, end: int) -> bool:
    inside = view[start + 1 : end]
    around = view[start - 1 : start] + view[end + 1 : end + 2]
    return bool(inside.strip()) and bool(_CJK.search(inside) or _CJK.search(around))


_QUOTED = re.compile(r"[“”]")
_FAR = re.compile(r"[。！？；\n]")


def turned_quotes(view: str) -> Iterator[Edit]:
    """``“四风“`` and ``”四风”``: of two marks that look the same way, close together, one is turned.

    Certain only where the line's marks then alternate from first to last.
    """
    for line in filled(view):
        marks = [found.start() for found in _QUOTED.finditer(view, line.start, line.end)]
        shape = [view[at] for at in marks]
        wanted = ["“”"[i % 2] for i in range(len(marks))]
        wrong = [i for i in range(len(marks)) if shape[i] != wanted[i]]
        nested = len({shape[i] for i in wrong}) != 1
        if nested or len(marks) % 2 or len(wrong) > max(1, len(marks) // 3):
            continue
        pairs = [(marks[i], marks[i + 1]) for i in range(0, len(marks), 2) if i in wrong or i + 1 in wrong]
        if all(end - start <= 40 and not _FAR.search(view, start, end) for start, end in pairs):
            for i in wrong:
                yield Edit("quotes", marks[i], marks[i] + 1, wanted[i])
