"""What both ways of reading Markdown share: what a block says by signs in its own text, and the tag of a list.

Signs are those of what was left out (XX), of what the hall does (（掌声）), and of the id that is pinned to a block.
"""

import functools
import re
from collections.abc import Iterator

from generator.model import Mark

_PIN = re.compile(r"\s*(?<!\\)\{#(p(?:[1-9][0-9]{0,5}|0(?=-))(?:-[1-9][0-9]{0,3})*)\}\s*$")
_REDACTING = re.compile("[*XＸ×]")
_STAGE = re.compile(
    r"（[^（）。\t]{0,20}(?:掌声|鼓掌|笑声|众笑|欢呼|起立|掌聲|笑聲|眾笑|歡呼)[^（）。\t]{0,12}）"
    r"|（(?:全场|全場|全体|全體|会场|會場|台下|大家|众人?|眾人?|听众|聽眾|讲话人|講話人|长时间|長時間|短暂|短暫|一阵|一陣|热烈|熱烈|稍|略|向|作){0,2}"
    r"(?:大笑|哄笑|哄堂大笑|微笑|笑|停顿|停頓|沉默|默哀|哽咽|插话|插話|议论声?|議論聲?|喝彩|叫好|举手|舉手|鞠躬|敬礼|敬禮|离席|離席)"
    r"(?:片刻|一下|示意|致意|致谢|致謝|良久)?）"
)
"""What the hall does, in brackets of its own: whatever names applause or laughter as heard, and short forms of the rest."""

_FOUND = 1 << 30
"""Order of a mark that was found in the text, behind all that were written."""
Found = tuple[int, int, int, str, str]
"""A mark: start, end, order, kind, value."""


@functools.cache
def _redaction() -> re.Pattern[str]:
    """Made where it is asked for: a class of all Han characters takes a millisecond to compile."""
    return re.compile(
        r"\*{2,}|(?<![A-Za-z0-9])[XＸ×]{2,}(?![A-Za-z0-9])|(?<=[\u4e00-\u9fff“])[XＸ×](?=[\u4e00-\u9fff”])"
    )


def has_stage_direction(text: str) -> bool:
    """Whether a text names in brackets what the hall does."""
    return "（" in text and _STAGE.search(text) is not None


def finished(text: str, source: str, written: list[Found]) -> tuple[str, tuple[Mark, ...], str]:
    """The text without the id that is pinned at its end, all marks, and that id (or an empty string).

    ``source``, the Markdown behind the text, tells a pinned id from one that is escaped.
    """
    pin = ""
    if "{#" in source and _PIN.search(source) and (found := _PIN.search(text)):
        text, pin = text[: found.start()], found[1]
    end = len(text)
    marks = [(s, min(e, end), order, kind, value) for s, e, order, kind, value in written if s <= end]
    if _REDACTING.search(text):
        marks += [(m.start(), m.end(), _FOUND, "redaction", "") for m in _redaction().finditer(text)]
    if "（" in text:
        marks += [(m.start(), m.end(), _FOUND, "stage", "") for m in _STAGE.finditer(text)]
    if len(marks) > 1:
        marks.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
    return text, tuple([Mark(s, e, kind, value) for s, e, _, kind, value in _nested(marks)]), pin


def _nested(marks: list[Found]) -> Iterator[Found]:
    """Leave out a found mark (redaction, stage direction) that would cross one that was written."""
    written = [(start, end) for start, end, order, *_ in marks if order != _FOUND]
    for mark in marks:
        start, end, order, *_ = mark
        if order != _FOUND or not any(s < start < e < end or start < s < end < e for s, e in written):
            yield mark


def open_list(start: int) -> str:
    """The tag of a numbered list that begins with a number."""
    return "<ol>" if start == 1 else f'<ol start="{start}">'
