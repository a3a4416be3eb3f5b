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
    (
        "第一，",
        re.compile(
            rf"第{_HAN_NUMBER}(?:[点點条條句项項件步层層]|句话|句話|件事|个问题|個問題|个?方面|個方面)?[，,、：:]"
        ),
    ),
    ("1.", re.compile(r"\d{1,2}(?:[．、]|\.(?!\d)|\.(?=\d{4}年|\d\+\d))\s*")),
    ("（1）", re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]")),
    ("一要", re.compile(rf"{_HAN_NUMBER}(?:要|是)")),
)
"""Kinds of numbering, outermost first."""
BARE, BARE_SENTENCE = "bare", "bare sentence"
"""A heading without a number; the second kind has a comma."""
SECTION = "一、"
_HEADING_LENGTH = 60
_SENTENCE_LENGTH = 50
_RUN_IN = {"一要": 40, SECTION: 32}
_RUN_IN_LENGTH = 60
_SENTENCE_END = re.compile(r"[。；！？][”’）]?(?=.)")
_DIGITS = "一二三四五六七八九十"
_NUMERAL = re.compile(rf"[\d{_DIGITS}㈠-㈩①-⑳]+")


class Item(Value, frozen=True):
    """A paragraph with the kind of number that it begins with, and whether it is a heading: its level, or 0.

    ``run_in``: the length of the heading part of a paragraph, or 0.
    """

    line: Line
    kind: str
    level: int = 0
    run_in: int = 0


def items(view: str) -> list[Item]:
    """What each paragraph is. Items of one row of numbers are treated alike."""
    lines = filled(view)
    kinds = _kinds(view, lines)
    forms = [_form(lines, kinds, i) for i in range(len(lines))]
    for row in rows(lines, kinds):
        _agree(lines, forms, row, kinds[row[0]])
    sections = [i for i, kind in enumerate(kinds) if kind == SECTION]
    if any(forms[i] != _RUN for i in sections):
        forms = [
            _TEXT if kind == SECTION and form == _RUN else form
            for kind, form in zip(kinds, forms, strict=True)
        ]
    levels = _levels(
        [(kind, line.text) for line, kind, form in zip(lines, kinds, forms, strict=True) if form == _HEAD]
    )
    return [
        Item(
            line,
            kind,
            levels[kind] if form == _HEAD else 0,
            _run_in(line.text, kind) or len(line.text) if form == _RUN else 0,
        )
        for line, kind, form in zip(lines, kinds, forms, strict=True)
    ]


_HEAD, _ALONE, _RUN, _TEXT = "heading", "sentence that stands alone", "run-in", "text"


def _form(lines: Sequence[Line], kinds: Sequence[str], i: int) -> str:
    """What a paragraph looks like by itself."""
    if kinds[i] in (BARE, BARE_SENTENCE):
        return _HEAD
    if _is_heading(lines, kinds, i):
        return _ALONE if stops(lines[i].text) else _HEAD
    return _RUN if _run_in(lines[i].text, kinds[i]) else _TEXT


def rows(lines: Sequence[Line], kinds: Sequence[str]) -> list[list[int]]:
    """Paragraphs whose numbers of one kind count on: places in ``lines``. A number that does not rise begins a new row, as does an outer one."""
    order = {kind: rank for rank, (kind, _) in enumerate(KINDS)}
    found: list[list[int]] = []
    current: dict[str, list[int]] = {}
    for i, kind in enumerate(kinds):
        if kind not in order:
            continue
        row = current.get(kind)
        if row is None or ordinal(lines[i].text) <= ordinal(lines[row[-1]].text):
            row = []
            found.append(row)
        row.append(i)
        current = {other: each for other, each in current.items() if order[other] < order[kind]} | {kind: row}
    return found


def _agree(lines: Sequence[Line], forms: list[str], row: Sequence[int], kind: str) -> None:
    """Treat a row alike: sentences that stand alone are headings only beside their like, run-in headings only where most are.

    A row of 一是, 二是 of which some stand inside a paragraph has none.
    """
    count = {form: sum(forms[i] == form for i in row) for form in (_HEAD, _ALONE, _RUN, _TEXT)}
    alone = _HEAD if not count[_RUN] and not count[_TEXT] else _RUN if count[_RUN] >= count[_TEXT] else _TEXT
    run = _RUN if count[_RUN] + (count[_ALONE] if alone == _RUN else 0) >= 2 * count[_TEXT] else _TEXT
    if kind == "一要" and any(_counts_on(lines[i].text, kind) for i in row):
        run = _TEXT
    for i in row:
        if forms[i] == _ALONE:
            forms[i] = alone if alone != _RUN or run == _RUN else _TEXT
        elif forms[i] == _RUN:
            forms[i] = run


def _levels(heads: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Level of each kind of heading that a document has, from 2 on. ``heads``: kind and text of each heading.

    A kind that comes first and counts on, while the usual outer one begins again and again, is the outer one here. A title without a
    number stands above the numbers if it comes first, else beside the outermost; one that has a comma is a sentence, and stands
    beside 一、 under the others.
    """
    seen = [kind for kind, _ in heads]
    order = [kind for kind, _ in KINDS if kind in seen]
    begun = {kind: sum(each == kind and ordinal(text) == 1 for each, text in heads) for kind in order}
    for i in range(len(order) - 1):
        outer, inner = order[i], order[i + 1]
        if seen.index(inner) < seen.index(outer) and begun[inner] <= 1 < begun[outer]:
            order[i], order[i + 1] = inner, outer
    bare = next((kind for kind in (BARE, BARE_SENTENCE) if kind in seen), "")
    first = order[0] if order else ""
    if bare and (not first or seen.index(bare) < seen.index(first)):
        order.insert(0, bare)
    levels = {kind: min(6, 2 + at) for at, kind in enumerate(order)}
    section = levels.get(first, min(6, levels.get(BARE, 1) + 1))
    return {BARE: section, BARE_SENTENCE: section} | levels


_NO_TITLE = re.compile(r"[（(〔【\[—–\-*#“‘：:△▲▽▼]|.*[：:]|.*\d{4}年\d{1,2}月\d{1,2}日$")


def _kinds(view: str, lines: Sequence[Line]) -> list[str]:
    """Kind of the number of each line; ``BARE`` or ``BARE_SENTENCE`` for a title without one.

    Such a title stands apart from the lines around it; or it is the one line that is no sentence among lines that are.
    """
    gaps = [view.count("\n", a.end, b.start) for a, b in itertools.pairwise(lines)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0
    kinds = [_kind(line.text) for line in lines]
    closed = [bool(kind) or ends(line.text) for kind, line in zip(kinds, lines, strict=True)]
    sentences = len(lines) >= 8 and sum(closed) >= 0.7 * len(lines)
    for i in range(len(lines) - 2, 0, -1):
        text = lines[i].text
        if closed[i] or not 2 <= len(text) <= _HEADING_LENGTH or text[-1] in "，、":
            continue
        apart = min(gaps[i - 1], gaps[i]) > max(1, usual)
        if apart or (sentences and _follows(lines, closed, i) and _is_bare(lines, kinds, i)):
            kinds[i] = BARE_SENTENCE if "，" in text else BARE
    return kinds


def _follows(lines: Sequence[Line], closed: Sequence[bool], i: int) -> bool:
    """Whether a paragraph ends above a line, with at most two other titles between."""
    above = next(
        (j for j in range(i - 1, max(i - 4, -1), -1) if closed[j] or len(lines[j].text) > _HEADING_LENGTH), -1
    )
    return above >= 0 and closed[above]


def _is_bare(lines: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """Whether a line that is no sentence can be the title of what stands under it: a heading, or a paragraph, perhaps behind an address."""
    text = lines[i].text
    if _NO_TITLE.match(text) or text[0].isdigit():
        return False
    under = i + 1
    if len(lines[under].text) <= 12 and lines[under].text[-1] in "！：" and under + 1 < len(lines):
        under += 1
    following = lines[under].text
    return bool(kinds[under]) or (len(following) >= max(30, 1.2 * len(text)) and stops(following))


def _kind(text: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.match(text)), "")


def _is_heading(lines: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """A numbered line that stands alone, is short, and has something under it that is no next number."""
    text, kind = lines[i].text, kinds[i]
    sentence = stops(text)
    if (
        not kind
        or kind == "一要"
        or len(text) > (_SENTENCE_LENGTH if sentence else _HEADING_LENGTH)
        or i + 1 == len(lines)
    ):
        return False
    if text[-1] in "；;：:，,、" or text.count("。") > 1 or ("。" in text and text[-1] != "。"):
        return False
    if kinds[i + 1] == kind:
        return not sentence and len(lines[i + 1].text) > len(text) * 3
    return not sentence or len(lines[i + 1].text) > len(text)


def _run_in(text: str, kind: str) -> int:
    """The length of a heading that runs into its paragraph: up to the first full stop outside quotation marks.

    A paragraph that counts on inside (一是…。二是…。) has none: its numbers are those of its sentences.
    """
    if not kind or kind in (BARE, BARE_SENTENCE) or _counts_on(text, kind):
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


def _counts_on(text: str, kind: str) -> bool:
    """Whether the next sentence inside a paragraph that has such a number has the one that follows the paragraph's own."""
    pattern = dict(KINDS)[kind]
    own = pattern.match(text)
    for end in _SENTENCE_END.finditer(text):
        found = pattern.match(text, end.end())
        if own and found and _NUMERAL.sub("", found[0]) == _NUMERAL.sub("", own[0]):
            return ordinal(found[0]) == ordinal(text) + 1
    return False


def ordinal(text: str) -> int:
    """The number with which a heading begins; 0 if it begins with none."""
    if "㈠" <= text[0] <= "㈩":
        return ord(text[0]) - ord("㈠") + 1
    if "①" <= text[0] <= "⑳":
        return ord(text[0]) - ord("①") + 1
    found = re.match(rf"第?[（(]?(\d+|[{_DIGITS}]+)", text)
    word = found[1] if found else "0"
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.partition("十")
    return ((_DIGITS.index(tens[0]) + 1 if tens else 1) * 10 if ten else _DIGITS.index(tens[0]) + 1) + (
        _DIGITS.index(ones[0]) + 1 if ten and ones else 0
    )


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
    for edit in _outside_notes(view, notes):
        if edit.start not in taken:
            yield edit


def _outside_notes(view: str, notes: Sequence[Edit]) -> Iterator[Edit]:
    """Marks of the paragraphs; a note, or a further line of one, has none but escapes."""
    opened = {edit.start: edit for edit in notes if edit.after.endswith(": ")}
    further = {edit.end: edit for edit in notes if not edit.after.strip()}
    for item in items(view):
        line = item.line
        start = line.start + line.indent
        if start in opened:
            yield from _block(view[opened[start].end : line.end], opened[start].end)
        elif start in further:
            yield from _block(line.text, start) if further[start].after else ()
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
