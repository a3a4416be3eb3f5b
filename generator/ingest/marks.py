"""Markdown's marks: headings, run-in headings, and escapes where a character would be taken for a mark.

In: a cleaned text, a paragraph a line. Out: edits. Levels are worked out in each document from the kinds of numbers that its
headings have; nothing is ever moved.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from generator.ingest.footnotes import footnotes
from generator.ingest.lines import Line, ends, filled, stops
from generator.model import Edit, Value

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
KINDS = (
    ("part", re.compile(rf"第{_HAN_NUMBER}(?:章|编|部分|篇)")),
    ("section", re.compile(rf"第{_HAN_NUMBER}节")),
    ("一、", re.compile(rf"{_HAN_NUMBER}、")),
    ("（一）", re.compile(rf"[（(]{_HAN_NUMBER}[）)]|[㈠-㈩]")),
    ("第一，", re.compile(rf"第{_HAN_NUMBER}(?:点|句话|句話|件事)?[，,、：:]")),
    ("1.", re.compile(r"\d{1,2}(?:[．、]|\.(?!\d))\s*")),
    ("（1）", re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]")),
    ("一要", re.compile(rf"{_HAN_NUMBER}(?:要|是)")),
)
"""Kinds of numbering, outermost first."""
BARE, BARE_SENTENCE = "bare", "bare sentence"
"""A heading without a number; the second kind has a comma."""
_HEADING_LENGTH = 50
_RUN_IN = {"一要": 40, "一、": 32}
_RUN_IN_LENGTH = 60


class Item(Value, frozen=True):
    """A paragraph with the kind of number that it begins with, and whether it is a heading: its level, or 0.

    ``run_in``: the length of the heading part of a paragraph, or 0.
    """

    line: Line
    kind: str
    level: int = 0
    run_in: int = 0


def items(view: str) -> list[Item]:
    """What each paragraph is."""
    lines = filled(view)
    kinds = _kinds(view, lines)
    heads = [kind in (BARE, BARE_SENTENCE) or _is_heading(lines, kinds, i) for i, kind in enumerate(kinds)]
    levels = _levels([kind for kind, head in zip(kinds, heads, strict=True) if head])
    return [
        Item(line, kind, levels[kind]) if head else Item(line, kind, 0, _run_in(line.text, kind))
        for line, kind, head in zip(lines, kinds, heads, strict=True)
    ]


def _levels(heads: Sequence[str]) -> dict[str, int]:
    """Level of each kind of heading that a document has, from 2 on.

    A title without a number stands above 一、 if it comes first, else beside it; one that has a comma is a sentence, and stands
    beside 一、 under the others.
    """
    order = [kind for kind, _ in KINDS if kind in heads]
    bare = next((kind for kind in (BARE, BARE_SENTENCE) if kind in heads), "")
    first = order[0] if order else ""
    if bare and (not first or heads.index(bare) < heads.index(first)):
        order.insert(0, bare)
    levels = {kind: min(6, 2 + at) for at, kind in enumerate(order)}
    section = levels.get(first, min(6, levels.get(BARE, 1) + 1))
    return {BARE: section, BARE_SENTENCE: section} | levels


def _kinds(view: str, lines: Sequence[Line]) -> list[str]:
    """Kind of the number of each line; ``BARE`` or ``BARE_SENTENCE`` for a title without one, which stands apart from the lines around it."""
    gaps = [view.count("\n", a.end, b.start) for a, b in itertools.pairwise(lines)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0
    kinds = [_kind(line.text) for line in lines]
    for i in range(1, len(lines) - 1):
        apart = min(gaps[i - 1], gaps[i]) > max(1, usual)
        if (
            apart
            and not kinds[i]
            and len(lines[i].text) <= _HEADING_LENGTH
            and not ends(lines[i].text)
            and lines[i].text[-1] not in "，、"
        ):
            kinds[i] = BARE_SENTENCE if "，" in lines[i].text else BARE
    return kinds


def _kind(text: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.match(text)), "")


def _is_heading(lines: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """A numbered line that stands alone, is short, and has something under it that is no next number."""
    text, kind = lines[i].text, kinds[i]
    if not kind or kind == "一要" or len(text) > _HEADING_LENGTH or i + 1 == len(lines):
        return False
    if text[-1] in "；;：:，,、" or text.count("。") > 1 or ("。" in text and text[-1] != "。"):
        return False
    if kinds[i + 1] == kind:
        return not stops(text) and len(lines[i + 1].text) > len(text) * 3
    return not stops(text) or len(lines[i + 1].text) > len(text)


def _run_in(text: str, kind: str) -> int:
    """The length of a heading that runs into its paragraph: up to the first full stop outside quotation marks."""
    if not kind:
        return 0
    depth = 0
    for at, character in enumerate(text[: _RUN_IN.get(kind, _RUN_IN_LENGTH)]):
        if character in "“‘（(《「『":
            depth += 1
        elif character in "”’）)》」』":
            depth = max(0, depth - 1)
        elif character == "。" and not depth:
            return at + 1 if at + 1 < len(text) else 0
    return 0


# ---------------------------------------------------------------------------------------------------------- marks

_INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash that would escape what follows
    r"|\*"
    r"|`"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
    r"|&(?=#?\w+;)"
    r"|<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:|[\w.!#$%&'*+/=?^`{|}~-]+@)"
    r"|\[(?=\[|\^|[^\]\n]*\][(\[:])"
    r"|\{(?=#[^}\n]*\}\s*$)"
)
_AT_START = re.compile(r"#(?=#{0,5}(?:\s|$))|>|[-+](?=\s|$|[-\s]*$)|(?<=^)(?:~~~)|=(?=[=\s]*$)|:(?=\s)")
_ORDERED = re.compile(r"\d{1,9}([.)])(?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+$|^#+$")


def marks(view: str) -> Iterator[Edit]:
    """All marks of a text in which a line is a paragraph."""
    notes = list(footnotes(view))
    yield from notes
    taken = {at for edit in notes for at in range(edit.start, edit.end)}
    for edit in _outside_notes(view, {edit.start for edit in notes}):
        if edit.start not in taken:
            yield edit


def _outside_notes(view: str, notes: set[int]) -> Iterator[Edit]:
    for item in items(view):
        line = item.line
        start = line.start + line.indent
        if start in notes:
            pass
        elif item.level:
            yield Edit("heading", start, start, "#" * item.level + " ")
            closing = _CLOSING_HASHES.search(line.text)
            if closing:
                yield Edit("escape", start + closing.start(), start + closing.start(), "\\")
        elif item.run_in:
            yield Edit("run-in", start, start, "**")
            yield Edit("run-in", start + item.run_in, start + item.run_in, "**")
        else:
            yield from _block(line.text, start)
        yield from _inline(view, start, line.end)


def _inline(view: str, start: int, end: int) -> Iterator[Edit]:
    for found in _INLINE.finditer(view, start, end):
        yield Edit("escape", found.start(), found.start(), "\\")


def _block(text: str, start: int) -> Iterator[Edit]:
    """Escape the first character of a paragraph that would begin a list, a quotation, a heading, a rule or a fence."""
    found = _AT_START.match(text)
    if found:
        yield Edit("escape", start, start, "\\")
        return
    ordered = _ORDERED.match(text)
    if ordered:
        yield Edit("escape", start + ordered.start(1), start + ordered.start(1), "\\")
