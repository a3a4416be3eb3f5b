"""Automatic numbers of Word paragraphs, as Word would print them.

In: the element tree of ``numbering.xml`` and of the styles. Out: for each paragraph in turn, the label before it (``一、``, ``（二）``, ``3. ``).
ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (formats of numbers).
"""

from collections.abc import Callable, Mapping
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACES = ("", "十", "百", "千")
_FORMAL_PLACES = ("", "拾", "佰", "仟")
_DEEP = 9
"""Levels of a list."""
_CHAIN = 20
"""Styles that may be based on each other before they are taken for a circle."""


def counting(number: int, digits: str = _DIGITS, places: tuple[str, ...] = _PLACES) -> str:
    """A number as it is counted: 12 is 十二, 105 is 一百零五; from 10,000 on in Arabic digits."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap else "") + digits[digit] + places[place]
        gap = bool(text) and not digit
    plain = digits is _DIGITS
    return text[1:] if plain and 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        while number >= value:
            text, number = text + sign, number - value
    return text


def _letter(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMATS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"), counting),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digit_by_digit),
    "chineseLegalSimplified": lambda number: counting(number, _FORMAL, _FORMAL_PLACES),
    "ideographLegalTraditional": lambda number: counting(number, _FORMAL_TRADITIONAL, _FORMAL_PLACES),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _enclosed("①", 20)),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)})),
    "decimalZero": lambda number: f"{number:02}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "none": lambda number: "",
}  # fmt: skip


class Numbering:
    """The lists of a document, counting: ``label`` is asked for each paragraph once, in their order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._levels: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        self._styles = {
            style.get(W + "styleId"): style
            for style in (styles.findall(W + "style") if styles is not None else ())
        }
        if numbering is None:
            return
        for abstract in numbering.findall(W + "abstractNum"):
            self._levels[abstract.get(W + "abstractNumId")] = {
                _number(level, "ilvl"): level for level in abstract.findall(W + "lvl")
            }
        links = {
            link.get(W + "val"): each.get(W + "abstractNumId")
            for each in numbering.findall(W + "abstractNum")
            if (link := each.find(W + "styleLink")) is not None
        }
        for each in numbering.findall(W + "abstractNum"):
            link = each.find(W + "numStyleLink")
            if link is not None and link.get(W + "val") in links:
                self._levels[each.get(W + "abstractNumId")] = self._levels[links[link.get(W + "val")]]
        for num in numbering.findall(W + "num"):
            starts = {}
            for override in num.findall(W + "lvlOverride"):
                begin = override.find(W + "startOverride")
                if begin is not None:
                    starts[_number(override, "ilvl")] = _number(begin, "val", 1)
            abstract = num.find(W + "abstractNumId")
            if abstract is not None:
                self._lists[num.get(W + "numId")] = (abstract.get(W + "val"), starts)

    def chain(self, style: str | None) -> list[Any]:
        """A style and those that it is based on."""
        found: list[Any] = []
        while style in self._styles and len(found) < _CHAIN:
            found.append(self._styles[style])
            based = found[-1].find(W + "basedOn")
            style = based.get(W + "val") if based is not None else None
        return found

    def label(self, properties: Any | None) -> str:
        """What stands before the paragraph with these ``w:pPr``; an empty string where it is in no list."""
        found = self._place(properties)
        if found is None:
            return ""
        num, level = found
        abstract, starts = self._lists[num]
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _DEEP)
        if num not in self._begun:
            self._begun.add(num)
            for each in starts:
                counts[each] = None
        before = counts[level]
        counts[level] = starts.get(level, _start(levels[level])) if before is None else before + 1
        for deeper in range(level + 1, _DEEP):
            restart = levels[deeper].find(W + "lvlRestart") if deeper in levels else None
            if restart is None or level < _number(restart, "val"):
                counts[deeper] = None
        return self._written(levels, counts, level)

    def _place(self, properties: Any | None) -> tuple[str, int] | None:
        """List and level of a paragraph, by its own properties or by its style."""
        if properties is None:
            return None
        style = properties.find(W + "pStyle")
        chain = self.chain(style.get(W + "val") if style is not None else None)
        num, level = "", -1
        for each in (properties, *(found for s in chain if (found := s.find(W + "pPr")) is not None)):
            numbered = each.find(W + "numPr")
            if numbered is None:
                continue
            id, depth = numbered.find(W + "numId"), numbered.find(W + "ilvl")
            num = num or (id.get(W + "val") if id is not None else "")
            level = _number(depth, "val") if level < 0 and depth is not None else level
        if num not in self._lists:
            return None
        return num, level if 0 <= level < _DEEP else self._style_level(num, chain)

    def _style_level(self, num: str, chain: list[Any]) -> int:
        """The level that names the paragraph's style, else the first."""
        ids = {style.get(W + "styleId") for style in chain[:1]}
        for depth, level in self._levels.get(self._lists[num][0], {}).items():
            style = level.find(W + "pStyle")
            if style is not None and style.get(W + "val") in ids:
                return depth
        return 0

    def _written(self, levels: Mapping[int, Any], counts: list[int | None], level: int) -> str:
        here = levels[level]
        kind = _kind(here)
        pattern = here.find(W + "lvlText")
        text = str(pattern.get(W + "val") or "") if pattern is not None else ""
        if kind == "bullet":
            return "• " if text.strip() else ""
        legal = here.find(W + "isLgl") is not None
        for depth in range(_DEEP):
            if f"%{depth + 1}" not in text or depth not in levels:
                continue
            number = counts[depth] if counts[depth] is not None else _start(levels[depth])
            write = str if legal else _FORMATS.get(_kind(levels[depth]), str)
            text = text.replace(f"%{depth + 1}", write(number or 0))
        text = text.strip()
        return f"{text} " if text and text[-1].isascii() else text


def _kind(level: Any) -> str:
    found = level.find(W + "numFmt")
    return str(found.get(W + "val")) if found is not None else "decimal"


def _start(level: Any) -> int:
    found = level.find(W + "start")
    return _number(found, "val", 1) if found is not None else 1


def _number(element: Any, name: str, otherwise: int = 0) -> int:
    value = element.get(W + name) or ""
    return int(value) if value.lstrip("-").isdecimal() else otherwise
