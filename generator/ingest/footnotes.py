"""Note marks with a block of notes at the end become Markdown's footnotes.

In: a cleaned text. Out: edits, or none where it is not certain: every mark has its note, every note its mark, both count up from 1.
"""

import re
from collections.abc import Iterator, Sequence

from generator.ingest.lines import Line, filled
from generator.model import Edit

_STYLES = (
    (re.compile(r"〔(\d{1,3})〕"), False),
    (re.compile(r"［(\d{1,3})］"), False),
    (re.compile(r"\[(\d{1,3})\](?![(\[:])"), False),
    (re.compile(r"【(\d{1,3})】"), False),
    (re.compile(r"（(\d{1,3})）"), True),
    (re.compile(r"([①-⑳])"), True),
    (re.compile(r"([⑴-⒇])"), True),
)
"""Forms of a mark; the later ones number other things too, so they need a heading over the notes."""
_HEADING = re.compile(r"(?:注释|注解|附注|脚注|尾注|注|註釋|註|名词解释|附[：:]?名词解释)[：:]?")


def footnotes(view: str) -> Iterator[Edit]:
    """Marks become ``[^1]``, notes ``[^1]: …``; the heading over the notes goes."""
    lines = filled(view)
    for pattern, needs_heading in _STYLES:
        first = _block(lines, pattern)
        if first is None or first == 0:
            continue
        headed = bool(_HEADING.fullmatch(lines[first - 1].text))
        if needs_heading and not headed:
            continue
        body_end = lines[first - 1].start if headed else lines[first].start
        marks = list(pattern.finditer(view, 0, body_end))
        numbers = [_number(mark[1]) for mark in marks]
        if sorted(set(numbers)) != list(range(1, len(lines) - first + 1)) or numbers != sorted(numbers):
            continue
        for mark, number in zip(marks, numbers, strict=True):
            yield Edit("footnote", mark.start(), mark.end(), f"[^{number}]")
        if headed:
            yield Edit("footnote", lines[first - 1].start, lines[first].start, "")
        for number, line in enumerate(lines[first:], 1):
            found = pattern.match(line.text)
            assert found
            start = line.start + line.indent
            space = len(line.text) - len(line.text[found.end() :].lstrip("　 ：:"))
            yield Edit("footnote", start, start + space, f"[^{number}]: ")
        return


def _block(lines: Sequence[Line], pattern: re.Pattern[str]) -> int | None:
    """The first line of the notes at the end of a text: they count from 1, a note a line."""
    first = len(lines)
    while first and (found := pattern.match(lines[first - 1].text)):
        first -= 1
        if _number(found[1]) == 1:
            break
    numbers = [_number(found[1]) for line in lines[first:] if (found := pattern.match(line.text))]
    return first if numbers and numbers == list(range(1, len(numbers) + 1)) else None


def _number(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    return ord(mark) - ord("①" if mark <= "⑳" else "⑴") + 1
