"""What a text was before it was read in a wrong encoding: its bytes, and the Chinese that they are.

In: a text. Out: the runs that can be turned back. A byte that the wrong reading lost (it stands as U+FFFD, € or ?) is filled in only
where one byte alone would have been lost in just this way; else U+FFFD stands for its character, so nothing is guessed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from generator.ingest.encodings import COMMON
from generator.model import Value

LOST = "\ufffd"
_LEADS = "".join(
    bytes((lead, trail)).decode("gb18030")
    for lead in (*range(0xE4, 0xEA), 0xEF)
    for trail in range(0x80, 0xFF)
)
_GBK_HINT = re.compile(f"(?:[{re.escape(_LEADS)}][^\n]{{0,2}}){{3}}|锟斤拷")
_LATIN_HINT = re.compile("[Â-ï][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|(?=[^×·°]{4})[¡-ÿ]{4}")
"""What every mojibake has, and no other text: one after the other, the rare characters that the first bytes of Chinese in UTF-8 are in GBK;
Latin letters with what follows them."""
_LONGEST = 1_000_000
"""Characters of a text beyond which it is not looked through: each takes some hundred bytes of memory here."""
_LEAST = 5
"""Characters that a run must give."""
_PLAUSIBLE = 0.55
"""Share of common characters among them; real texts have 0.75 or more."""
_MOST_LOST = 0.15
_LINE_END = re.compile(r"\s|$")
_LATIN = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    character: byte for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))
}
_GBK_LETTERS = re.compile("[\x80-ÿ€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{8,}(?:[\x00-\x7f]{1,40}[¡-ÿ]{2,})*")
_HOLES = (LOST, "€")
_ENDINGS = "。：；！？）"
_CONTINUES = tuple(range(0x80, 0xC0))
"""Bytes with which a character of UTF-8 goes on."""


class _Byte(Value, frozen=True):
    """A byte behind a text: its place there, and its value, or every value that it may have had."""

    at: int
    end: int
    values: tuple[int, ...]


class Lost(Value, frozen=True):
    """A character of which a byte is lost: its place in the text, and which it probably was."""

    start: int
    end: int
    proposal: str


class Run(Value, frozen=True):
    """``view[start:end]`` was decoded wrongly: ``how``, and what it is, by lines (start, end, text)."""

    start: int
    end: int
    how: str
    lines: tuple[tuple[int, int, str], ...]
    lost: tuple[Lost, ...] = ()


class _Cell(Value, frozen=True):
    """A character made of the bytes from ``start`` to ``end``."""

    character: str
    start: int
    end: int
    proposal: str = ""


def runs(view: str) -> tuple[Run, ...]:
    """Every stretch that can be turned back, in order."""
    found: list[Run] = []
    if len(view) <= _LONGEST and _GBK_HINT.search(view):
        found += _utf8_runs(view, _as_gbk(view), "GBK")
    if len(view) <= _LONGEST and _LATIN_HINT.search(view):
        found += [*_utf8_runs(view, _as_latin(view), "Latin-1"), *_gbk_as_latin(view)]
    kept: list[Run] = []
    for run in sorted(found, key=lambda run: (run.start, -run.end)):
        if not kept or run.start >= kept[-1].end:
            kept.append(run)
    return tuple(kept)


# ------------------------------------------------------------------------------------------- text back to lost bytes


def _as_gbk(view: str) -> list[_Byte]:
    """The bytes of a text that was read as GBK or GB18030; what cannot come from there is a byte without values."""
    private = bool(re.search("[\ue000-\ue765]", view))
    found: list[_Byte] = []
    for at, character in enumerate(view):
        if character == LOST:
            found.append(_Byte(at, at + 1, _options(view[at + 1 : at + 2], private)))
        else:
            found += [_Byte(at, at + 1, values) for values in _gbk(character)]
    return found


@cache
def _gbk(character: str) -> tuple[tuple[int, ...], ...]:
    """The bytes of a character: one, a pair, or one without values. Windows has € at 0x80."""
    raw = b"\x80" if character == "€" else character.encode("gb18030", "ignore")
    return tuple((byte,) for byte in raw) if 1 <= len(raw) <= 2 else ((),)


def _options(following: str, private: bool) -> tuple[int, ...]:
    """The bytes that a reader of GBK turns into U+FFFD and goes on with the next: 0x80, and those that give no pair with it.

    A reader that knows the private area (GB18030, Windows) has a character for every pair.
    """
    if not following or following < "\x80":
        return _CONTINUES
    first = _gbk(following)[0] if following != LOST else ()
    if private or not first:
        return (0x80,)
    return tuple(byte for byte in _CONTINUES if not bytes([byte, first[0]]).decode("gbk", "ignore"))


def _as_latin(view: str) -> list[_Byte]:
    """The bytes of a text that was read as Latin-1 or Windows-1252."""
    return [
        _Byte(
            at,
            at + 1,
            (ord(c),) if c < "\x80" else (_LATIN[c],) if c in _LATIN else _CONTINUES if c == LOST else (),
        )
        for at, c in enumerate(view)
    ]


# ------------------------------------------------------------------------------------------------- bytes back to text


def _utf8_runs(view: str, found: list[_Byte], read_as: str) -> Iterator[Run]:
    """Stretches whose bytes are UTF-8 of plausible Chinese. They begin and end at characters of ``view``."""
    i = 0
    while i < len(found):
        values = found[i].values
        if len(values) != 1 or not 0xC2 <= values[0] <= 0xEF or (i and found[i - 1].at == found[i].at):
            i += 1
            continue
        cells = _decode(view, found, i, strict=read_as == "GBK")
        text = "".join(cell.character for cell in cells)
        if is_plausible(text) or (_LATIN_HINT.search(text) and runs(text)):
            gone = [cell for cell in cells if cell.character == LOST]
            lost = tuple(Lost(found[c.start].at, found[c.end - 1].end, c.proposal) for c in gone)
            lines = tuple(_lines(found, cells))
            i = cells[-1].end
            yield Run(lines[0][0], lines[-1][1], f"UTF-8误作{read_as}", lines, lost)
        else:
            i += 1


def _lines(found: Sequence[_Byte], cells: Sequence[_Cell]) -> Iterator[tuple[int, int, str]]:
    """A run by lines; a line end lies outside, for it is what it was."""
    first = 0
    for k in range(len(cells) + 1):
        if k == len(cells) or cells[k].character == "\n":
            if k > first:
                start, end = cells[first].start, cells[k - 1].end
                yield found[start].at, found[end - 1].end, "".join(cell.character for cell in cells[first:k])
            first = k + 1


def _decode(view: str, found: list[_Byte], i: int, strict: bool) -> list[_Cell]:
    """As much UTF-8 as there is from byte ``i`` on, up to a place between two characters of ``view``; ``strict``: of Chinese texts."""
    cells: list[_Cell] = []
    kept = 0
    while i < len(found) and len(found[i].values) == 1:
        lead = found[i].values[0]
        cell = _Cell(chr(lead), i, i + 1) if lead < 0x80 else _character(view, found, i, strict)
        if cell:
            cells.append(cell)
            i = cell.end
            if lead >= 0x80 and (i == len(found) or found[i].at != found[i - 1].at):
                kept = len(cells)
        elif cells and _two_bytes(view, found, cells[-1]):
            i = cells.pop().start
            kept = min(kept, len(cells))
        else:
            break
    cells = cells[:kept]
    if cells and view[found[cells[-1].end - 1].at] in _HOLES:
        # the reader stopped here: any byte would have been lost
        cells[-1] = _Cell(LOST, cells[-1].start, cells[-1].end, cells[-1].proposal)
    return cells


def _two_bytes(view: str, found: list[_Byte], cell: _Cell) -> bool:
    """Take a lost byte, or €, before the place where reading fails for the pair A2 E3: GBK has no character for it, GB18030 has €.

    E3 begins the marks of Chinese: one of them must come out.
    """
    for k in range(cell.start, cell.end):
        if view[found[k].at] not in _HOLES or found[k].values != (0x80,):
            continue
        pair = [_Byte(found[k].at, found[k].end, (value,)) for value in (0xA2, 0xE3)]
        tried = [*found[cell.start : k], *pair, *found[k + 1 : cell.start + 6]]
        text = bytes(byte.values[0] if len(byte.values) == 1 else 0 for byte in tried[:6]).decode(
            "utf-8", "ignore"
        )
        if len(text) == 2 and "\u3000" <= text[1] <= "\u3017" and _in_use(text[0]):
            found[k : k + 1] = pair
            return True
    return False


@cache
def _in_use(character: str) -> bool:
    """Whether a character is one of GB 2312 or Big5, the sets that ordinary texts are written in."""
    return bool(character.encode("gb2312", "ignore") or character.encode("big5", "ignore"))


def _character(view: str, found: Sequence[_Byte], i: int, strict: bool) -> _Cell | None:
    """One character of several bytes, or None where there is none; U+FFFD where a byte of it is lost."""
    lead = found[i].values[0]
    length = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 0
    if not length:
        return None
    options = [bytes([lead])]
    for k in range(1, length):
        byte = found[i + k] if i + k < len(found) else None
        if byte is None or not byte.values:
            return None
        if view[byte.at] == "?":  # some programs put it for what they cannot read
            return _Cell(LOST, i, i + k + 1)
        options = [
            head + bytes([value]) for head in options for value in byte.values if 0x80 <= value <= 0xBF
        ]
        if not options:
            return None
        if len(byte.values) > 2 and k + 1 < length and _LINE_END.match(view, byte.end):
            return _Cell(LOST, i, i + k + 1)
    last = found[i + length - 1]
    ends = view[last.at] == LOST and _at_line_end(view, found, i + length)
    if ends and len(last.values) == 1:
        options = [option[:-1] + bytes([value]) for option in options for value in range(0x80, 0xC0)]
    characters = [text for option in options if (text := option.decode("utf-8", "ignore"))]
    if not characters:
        return None
    if len(characters) == 1:
        sure = (length == 3 or not strict) and not any(view[b.at] in _HOLES for b in found[i : i + length])
        if sure or _in_use(characters[0]):
            return _Cell(characters[0], i, i + length)
        return None if length == 2 else _Cell(LOST, i, i + length)
    return _Cell(LOST, i, i + length, _likely(characters, ends))


def _likely(characters: Sequence[str], ends: bool) -> str:
    """The one that was probably meant: a mark that ends a line, or the only common character; an empty string where several are."""
    marks = [mark for mark in _ENDINGS if mark in characters]
    if ends and marks:
        return marks[0]
    common = [character for character in characters if COMMON.match(character)]
    return common[0] if len(common) == 1 else ""


def _at_line_end(view: str, found: Sequence[_Byte], i: int) -> bool:
    """Whether a line end may have stood here, which would have cost any byte before it: white space follows, or an indent."""
    if i >= len(found) or _LINE_END.match(view, found[i].at):
        return True
    return (
        view[found[i].at : found[i].at + 2] == "銆" + LOST
        and view[found[i].at + 2 : found[i].at + 4] == "銆" + LOST
    )


def _gbk_as_latin(view: str) -> Iterator[Run]:
    """GBK that was read as Latin letters: ``¸÷Î»`` is 各位."""
    for run in _GBK_LETTERS.finditer(view):
        raw = bytes(_LATIN.get(c, ord(c) if c < "\x80" else 0) for c in run[0])
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            continue
        if is_plausible(text) and not re.search("[\ue000-\uf8ff]", text):
            yield Run(run.start(), run.end(), "GBK误作Latin-1", ((run.start(), run.end(), text),))


def is_plausible(text: str) -> bool:
    """Whether a text looks Chinese: of what is beyond ASCII, most is common, and little lost."""
    foreign = [c for c in text if c > "\x7f" and not c.isspace()]
    if len(foreign) < _LEAST:
        return False
    lost = foreign.count(LOST)
    if lost == len(foreign):
        return True
    common = len(COMMON.findall(text))
    return common >= _PLAUSIBLE * (len(foreign) - lost) and lost <= max(2, _MOST_LOST * len(foreign))
