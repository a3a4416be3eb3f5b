"""Several speeches in one file, and one speech in several files.

In: a decoded text, or names and texts of files. Out: the ranges of its speeches, or the rows of files that make one speech, each
with whether it is certain. What is not certain is left as it is, with a note.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.ingest.lines import Line, filled, squeezed
from generator.ingest.opening import GENRES, OFFICE
from generator.model import Edit, Note, Value

SEAM = "\x1e"
"""What stands between the texts of several files that make one speech."""
_BODY = 120
"""Characters that a text has at least behind its opening."""
_HEAD = 6
"""Lines below a title in which date, speaker and salutation stand."""
_FURNITURE = 400
"""Characters that may stand before the first opening: what a page puts there."""

_ORDER = r"(?:\d{1,2}[.、．)]\s*|[一二三四五六七八九十]{1,3}、\s*|第[一二三四五六七八九十\d]{1,3}[篇则][：:、\s]*|#{1,3}\s+)?"
_TITLE = re.compile(
    rf"{_ORDER}(?P<title>《?(?:[^。；！？!?;，,]{{2,60}}?)(?:{GENRES})(?:稿|实录|全文)?》?)(?:[（(][^）)]{{1,16}}[）)])?[㈠-㈩]?$"
)
_DATE = re.compile(
    r"(?:时间|日期)?[：:]?[（(〔【]?\s*(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})\s*(?:年|[-./])\s*[\d一二三四五六七八九十元]{1,2}\s*(?:月|[-./]).{0,24}$"
)
_SALUTATION = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的|各位|同志|朋友|女士|先生|乡亲|老师|同学|全体|親愛的|父老)[^。；]{0,60}[：:！!]$|(?:同志们|同志們|各位代表|各位委员)[：:！!,，]"
)
_SPEAKER = re.compile(
    rf"[\u3400-\u9fff、·\s]{{0,30}}{OFFICE}[：:\s　]*[\u3400-\u9fff][\u3400-\u9fff\s　]{{1,5}}$"
)
_RULE = re.compile(r"[-=*_—─~·\s]{5,}$|\*{3,}$")
_NUMERAL = "一二三四五六七八九十"
_PART = re.compile(
    rf"(?P<stem>.*?)[\s_\-—·.]*(?:[（(](?P<a>[{_NUMERAL}]{{1,3}}|\d{{1,2}}|[上中下])[）)]|之(?P<b>[{_NUMERAL}]{{1,3}})|(?P<c>[㈠-㈩])"
    rf"|第(?P<d>[{_NUMERAL}]{{1,3}}|\d{{1,2}})(?:部分|节|期|讲)|[\s_\-](?P<e>\d{{1,2}})|part[\s_\-]?(?P<f>\d{{1,2}}))$",
    re.I,
)
_CONTINUED = re.compile(
    r"[（(【]?\s*(?:未完\s*[，,]?\s*待续|待续|下期续完|接上[期篇文页]|上接.{0,20}|续完|接前文)\s*[）)】]?$"
)


class Part(Value, frozen=True):
    """One speech of a file: ``text[start:end]``, its title as it stands there, and whether date or salutation make it one."""

    start: int
    end: int
    title: str
    clear: bool


class Marker(Value, frozen=True):
    """A name that says which part of a whole this is: 讲话（二） is part 2 of 讲话."""

    stem: str
    number: int
    last: bool = False
    """下 is the last, be it of two or three."""


def speeches_in(text: str) -> tuple[Part, ...]:
    """The speeches that stand one after the other in a text, where there are at least two; else nothing.

    A speech begins with a title of its own below which a date, a speaker or a salutation stands, and goes on for a while. A
    salutation that comes again is none, nor is a second copy, a list of titles, or a part of the same speech (㈡, 之二).
    """
    lines = filled(text)
    openings = list(_openings(lines))
    found: list[tuple[int, bool]] = []
    titles: set[str] = set()
    for k, (at, clear) in enumerate(openings):
        end = lines[openings[k + 1][0]].start if k + 1 < len(openings) else len(text)
        key = squeezed(_stem(_title(lines[at].text)))
        if key in titles or len(squeezed(text[lines[at].end : end])) < _BODY:
            continue
        titles.add(key)
        found.append((at, clear))
    if len(found) < 2:
        return ()
    starts = [0, *(lines[at].start for at, _ in found[1:])]
    ends = [*(_without_rule(lines, at) for at, _ in found[1:]), len(text)]
    near = len(squeezed(text[: lines[found[0][0]].start])) <= _FURNITURE
    return tuple(
        Part(start, end, _title(lines[at].text), clear and (near or k > 0))
        for k, ((at, clear), start, end) in enumerate(zip(found, starts, ends, strict=True))
    )


def _openings(lines: Sequence[Line]) -> Iterator[tuple[int, bool]]:
    """Lines on which a speech may begin, and whether it certainly does: a title with two of date, speaker and salutation below
    it, or with one of them where the line before ends a text."""
    for i, line in enumerate(lines):
        if not 6 <= len(line.text) <= 70 or not _TITLE.match(line.text):
            continue
        below = []
        for after in lines[i + 1 : i + 1 + _HEAD]:
            if _TITLE.match(after.text) and not after.text.startswith(("—", "-", "─")):
                break  # a list of titles
            below.append(after.text)
        signs = sum(any(sign.match(text) for text in below[:5]) for sign in (_DATE, _SPEAKER, _SALUTATION))
        ruled = i > 0 and bool(_RULE.match(lines[i - 1].text))
        if signs:
            yield (
                i,
                signs >= 2
                or ruled
                or ("在" in line.text and any(_SALUTATION.match(text) for text in below[:3])),
            )


def _title(text: str) -> str:
    found = _TITLE.match(text)
    return (found["title"] if found else text).strip("《》 　#")


def _without_rule(lines: Sequence[Line], at: int) -> int:
    """Where the speech before line ``at`` ends: a rule of dashes between two speeches belongs to neither."""
    before = at - 1
    while before > 0 and _RULE.match(lines[before].text):
        before -= 1
    return lines[before + 1].start


def note_of(parts: Sequence[Part]) -> Note:
    """What an editor is told of a file that was not taken apart."""
    titles = "；".join(f"《{part.title}》" for part in parts[:4]) + ("等" if len(parts) > 4 else "")
    second = parts[1]
    return Note(
        "several-speeches",
        second.start,
        min(second.end, second.start + len(second.title)),
        f"此件似含{len(parts)}篇讲话：{titles}，请核对是否分开",
    )


# --------------------------------------------------------------------------------------------- parts of one speech


def marker(name: str) -> Marker | None:
    """The part that a title or a file's name (without its ending) says that this is."""
    found = _PART.match(name.strip())
    if not found or len(squeezed(found["stem"])) < 2:
        return None
    said = next(value for value in found.group(*"abcdef") if value)
    if said in "上中下":
        return Marker(found["stem"], "上中下".index(said) + 1, said == "下")
    if "㈠" <= said <= "㈩":
        return Marker(found["stem"], ord(said) - ord("㈠") + 1)
    return Marker(found["stem"], int(said) if said.isdigit() else _number(said))


def _number(said: str) -> int:
    tens, ten, ones = said.rpartition("十")
    value = _NUMERAL.index(ones) + 1 if ones else 0
    return value + (10 * (_NUMERAL.index(tens) + 1 if tens else 1) if ten else 0)


def _stem(title: str) -> str:
    found = marker(title)
    return found.stem if found else title


def rows_of(names: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Files that their names make the parts of one whole: its name, and their keys in order. ``names``: key → name without ending.

    The numbers run from 1 without a gap; of 上 and 下 there may be no 中.
    """
    groups: dict[str, list[tuple[int, bool, str]]] = {}
    for key, name in names.items():
        if found := marker(name):
            groups.setdefault(squeezed(found.stem), []).append((found.number, found.last, key))
    for group in groups.values():
        numbers = {number for number, _, _ in group}
        ordered = sorted((2 if last and 2 not in numbers else number, key) for number, last, key in group)
        if len(group) > 1 and [number for number, _ in ordered] == list(range(1, len(group) + 1)):
            yield _stem(names[ordered[0][1]]), tuple(key for _, key in ordered)


def belong_together(texts: Sequence[str]) -> bool:
    """Whether texts whose names say so are certainly parts of one speech: none but the first opens a speech of its own.

    A later part may repeat the title with its number; a title of its own, or a date and a salutation, make it another speech.
    """
    first = _first_title(texts[0])
    for text in texts[1:]:
        lines = filled(text)[: _HEAD + 1]
        title = _first_title(text)
        if title and squeezed(_stem(title)) != squeezed(_stem(first)):
            return False
        if not title and any(_SALUTATION.match(line.text) for line in lines[:4]):
            return False
        if title and marker(title) is None and any(_SALUTATION.match(line.text) for line in lines):
            return False  # the same speech again, not its next part
    return True


def first_title(text: str) -> str:
    """The title in the first lines of a text, with its part (…上的讲话（二）); empty where there is none."""
    return _first_title(text)


def _first_title(text: str) -> str:
    for line in filled(text[:3000])[:_HEAD]:
        if 4 <= len(line.text) <= 70 and _TITLE.match(line.text):
            return line.text.strip("《》 　#")
    return ""


def joints(text: str) -> Iterator[Edit]:
    """Close the seams of a text that was joined from several files: the title that each part repeats, and 未完待续, go."""
    first = squeezed(_stem(_first_title(text)))
    at, done = text.find(SEAM), 0
    while at >= 0:
        before = text.rfind("\n", 0, at) + 1
        start = max(done, _end_of_part(text, before, at))
        end = at + 1
        for line in filled(
            text[end : text.find(SEAM, end) if SEAM in text[end : end + 3000] else end + 3000]
        )[:_HEAD]:
            same = bool(first) and squeezed(_stem(line.text.strip("《》 　#"))) == first
            if not (same or _DATE.match(line.text) or _CONTINUED.match(line.text)):
                break
            end = at + 1 + line.end
        repeated = text[start:at].strip() or text[at + 1 : end].strip()
        yield Edit("metadata" if repeated else "line-ends", start, end, "\n")
        at, done = text.find(SEAM, end), end


def _end_of_part(text: str, before: int, at: int) -> int:
    """Where a part ends: before 未完待续 in its last line that has text."""
    while before > 0 and not text[before:at].strip():
        at, before = before, text.rfind("\n", 0, before - 1) + 1
    return before if _CONTINUED.match(text[before:at].strip()) else at
