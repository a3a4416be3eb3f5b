"""Note marks with a block of notes at the end become Markdown's footnotes.

In: a cleaned text. Out: edits, or none where it is not certain: every mark has its note, every note its mark, both count up from 1.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from generator.ingest.lines import Line, filled
from generator.model import Edit, Note, Value

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
_HEADING = re.compile(
    r"(?:附件?[：:]?\s*)?(?:《[^》]{2,30}》)?(?:有关|相关)?(?:内容|部分)?(?:注释|注解|附注|脚注|尾注|注|註釋|註|名词解释|名词注释|名詞解釋)[：:]?"
)


class _Found(Value, frozen=True):
    """The first line of the notes, and for each note the number of lines that it has."""

    first: int
    sizes: tuple[int, ...]


def footnotes(view: str) -> Iterator[Edit]:
    """Marks become ``[^1]``, notes ``[^1]: …``; the heading over the notes goes."""
    lines = filled(view)
    for pattern, needs_heading in _STYLES:
        block = _block(lines, pattern)
        if block is None or block.first == 0:
            continue
        headed = bool(_HEADING.fullmatch(lines[block.first - 1].text))
        if (not headed and (needs_heading or not _plain(lines, block))) or _has_empty(lines, block, pattern):
            continue
        body_end = lines[block.first - 1].start if headed else lines[block.first].start
        marks = list(pattern.finditer(view, 0, body_end))
        numbers = [_number(mark[1]) for mark in marks]
        if sorted(set(numbers)) != list(range(1, len(block.sizes) + 1)) or numbers != sorted(numbers):
            continue
        if any(view[mark.start() - 1 : mark.start()] == "\\" for mark in marks):
            continue  # a backslash before the brackets that we write would take them for text
        for mark, number in zip(marks, numbers, strict=True):
            yield Edit("footnote", mark.start(), mark.end(), f"[^{number}]")
        if headed:
            yield Edit("footnote", lines[block.first - 1].start, lines[block.first].start, "")
        at = block.first
        for number, size in enumerate(block.sizes, 1):
            yield from _note(lines[at : at + size], pattern, number)
            at += size
        return


def _note(lines: Sequence[Line], pattern: re.Pattern[str], number: int) -> Iterator[Edit]:
    """One note: its mark; the explanation behind a term and a colon in the same line; further lines belong to it by their indent."""
    line = lines[0]
    found = pattern.match(line.text)
    assert found
    start = line.start + line.indent
    space = len(line.text) - len(line.text[found.end() :].lstrip("　 ：:"))
    yield Edit("footnote", start, start + space, f"[^{number}]: ")
    for i in range(1, len(lines)):
        begin = lines[i].start + lines[i].indent
        if i == 1 and line.text[-1] in "：:":
            yield Edit("footnote", line.end, begin, "")
        else:
            yield Edit("footnote", lines[i].start, begin, "    ")


def _has_empty(lines: Sequence[Line], block: _Found, pattern: re.Pattern[str]) -> bool:
    """Whether a note says nothing."""
    at = block.first
    for size in block.sizes:
        if not pattern.sub("", lines[at].text, count=1).strip("　 ：:"):
            return True
        at += size
    return False


def _plain(lines: Sequence[Line], block: _Found) -> bool:
    """Whether notes without a heading are certain: a line each, or a term with a colon and its explanation in the next line."""
    at = block.first
    for size in block.sizes:
        if size > 2 or (size == 2 and lines[at].text[-1] not in "：:"):
            return False
        at += size
    return True


def _block(lines: Sequence[Line], pattern: re.Pattern[str]) -> _Found | None:
    """The notes at the end of a text: they count from 1; a note may have several lines."""
    marked = [(i, _number(found[1])) for i, line in enumerate(lines) if (found := pattern.match(line.text))]
    first = next((at for at in range(len(marked) - 1, -1, -1) if marked[at][1] == 1), None)
    if first is None or [number for _, number in marked[first:]] != list(range(1, len(marked) - first + 1)):
        return None
    starts = [i for i, _ in marked[first:]] + [len(lines)]
    return _Found(starts[0], tuple(b - a for a, b in itertools.pairwise(starts)))


_GLOSSARY = re.compile(r".{0,24}名词(?:解释|注释)[：:]?")
_ENTRY = re.compile(r"(?P<number>\d{1,3})[.．、](?P<term>[^：:。]{1,60})[：:]")


def lost_marks(view: str) -> Iterator[Note]:
    """An appendix of explained terms whose marks are missing in the text: where each stood, by the first place of its term."""
    lines = filled(view)
    top = next((i for i in range(len(lines) - 1, 0, -1) if _GLOSSARY.fullmatch(lines[i].text)), None)
    if top is None:
        return
    at, end = 0, lines[top].start
    for line in lines[top + 1 :]:
        found = _ENTRY.match(line.text)
        if not found:
            continue
        term = found["term"].strip()
        forms = (term, term.strip("“”"), re.split("、", term)[-1].strip("“”"))
        place, size = next(
            (
                (place, len(form))
                for form in forms
                if len(form) > 1 and (place := view.find(form, at, end)) >= 0
            ),
            (-1, 0),
        )
        if place >= 0:
            at = place + size
            yield Note(
                "lost-note-mark",
                place,
                at,
                f"名词解释第{found['number']}条的注号已失，似在此处",
                f"[^{found['number']}]",
            )


def _number(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    return ord(mark) - ord("①" if mark <= "⑳" else "⑴") + 1
