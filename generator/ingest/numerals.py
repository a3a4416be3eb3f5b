"""Numbers and days as Chinese texts write them: 2017年2月19日, 二〇一七年, 二○○○年, 二００一年, 民国三十四年, 2017-02-23 14:53."""

import datetime
import re

_DIGITS = {c: i for i, c in enumerate("0123456789")}
_DIGITS |= {c: i for i, c in enumerate("０１２３４５６７８９")}
_DIGITS |= {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"○": 0, "Ｏ": 0, "◯": 0, "零": 0, "元": 1, "两": 2}
DIGIT = "[0-9０-９〇○◯Ｏ零一二三四五六七八九]"
_SMALL = "[0-9０-９〇一二三四五六七八九十廿元]{1,3}"
YEAR = rf"{DIGIT}{{4}}"
DAY = re.compile(
    rf"(?:(?P<year>(?<!\d){YEAR})|民国(?P<republic>{_SMALL}))年(?:(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})[日号])?)?"
    r"|(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"
)


def number(text: str) -> int:
    """三十一 → 31, 二〇 → 20, 12 → 12. ValueError for anything else."""
    if "十" in text or "廿" in text:
        tens, _, ones = text.replace("廿", "二十").partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    value = 0
    for character in text:
        if character not in _DIGITS:
            raise ValueError(f"{text!r} is no number")
        value = value * 10 + _DIGITS[character]
    return value


def edtf(found: re.Match[str]) -> str:
    """A match of ``DAY`` as EDTF; an empty string where there is no such day."""
    try:
        if found["y"]:
            return datetime.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
        year = number(found["year"]) if found["year"] else 1911 + number(found["republic"])
        if not 1800 <= year <= 2200:
            return ""
        if not found["month"]:
            return f"{year}"
        month = number(found["month"])
        if not found["day"]:
            return f"{year}-{month:02}" if 1 <= month <= 12 else ""
        return datetime.date(year, month, number(found["day"])).isoformat()
    except (ValueError, KeyError):
        return ""


def days(text: str) -> list[tuple[str, str]]:
    """The dates of a short text, as EDTF, each with its words; spaces inside them do not matter."""
    squeezed = re.sub(r"(?<=[\d年月〇○])[ \u3000]+(?=[\d年月日号])", "", text) if "年" in text else text
    return [(value, found[0]) for found in DAY.finditer(squeezed) if (value := edtf(found))]
