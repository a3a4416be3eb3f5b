"""Dates: the part of EDTF that an archive needs, and how people write them.

The forms: ``2017-02-19``, ``2017-02``, ``2017``, each with an optional ``?``; an interval ``2022/2023`` of two of them; an open
interval ``2018/..`` or ``../2018``. Source: Library of Congress, Extended Date/Time Format (EDTF), 2019, levels 0 and 1.
"""

import calendar
import datetime
import re

from generator.model import Span

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(\?)?")


def _bounds(text: str) -> tuple[str, str, bool]:
    found = _POINT.fullmatch(text)
    if not found:
        raise ValueError(
            f"“{text}” is no date: expected 2017-02-19, 2017-02, 2017, 2020?, 2022/2023 or 2018/.."
        )
    year, month, day, mark = found.groups()
    if int(year) == 0:
        raise ValueError(f"“{text}”: there is no year 0000")
    if month and not 1 <= int(month) <= 12:
        raise ValueError(f"“{text}”: there is no month {month}")
    if day:
        try:
            datetime.date(int(year), int(month), int(day))
        except ValueError:
            raise ValueError(f"“{text}”: month {month} of {year} has no day {day}") from None
        return f"{year}-{month}-{day}", f"{year}-{month}-{day}", bool(mark)
    if month:
        last = calendar.monthrange(int(year), int(month))[1]
        return f"{year}-{month}-01", f"{year}-{month}-{last:02}", bool(mark)
    return f"{year}-01-01", f"{year}-12-31", bool(mark)


def parse(text: str) -> Span:
    """Read a date. ValueError says what is wrong and what was expected."""
    if "/" not in text:
        return Span(text, *_bounds(text))
    first, _, second = text.partition("/")
    if first == ".." and second == "..":
        raise ValueError(f"“{text}” says nothing: leave the date out")
    early, _, doubt1 = ("", "", False) if first == ".." else _bounds(first)
    _, late, doubt2 = ("", "", False) if second == ".." else _bounds(second)
    if early and late and early > late:
        raise ValueError(f"“{text}” ends before it begins")
    return Span(text, early, late, doubt1 or doubt2)


def order(span: Span | None) -> tuple[str, str]:
    """Key by which speeches stand: earliest day, latest day; undated last."""
    if span is None:
        return ("9999-99-99", "9999-99-99")
    return (span.earliest or span.latest or "9999-99-99", span.latest or "9999-99-99")


def _point_in_words(text: str) -> str:
    year, _, rest = text.rstrip("?").partition("-")
    month, _, day = rest.partition("-")
    words = f"{int(year)}年"
    if month:
        words += f"{int(month)}月"
    if day:
        words += f"{int(day)}日"
    return words


def in_words(span: Span | None) -> str:
    """As people write it: 2017年2月19日; 约2020年; 2022年至2023年; 2018年以后; 日期不详."""
    if span is None:
        return "日期不详"
    first, slash, second = span.text.partition("/")
    if not slash:
        return ("约" if span.uncertain else "") + _point_in_words(first)
    about = "约" if span.uncertain else ""
    if first == "..":
        return f"{about}{_point_in_words(second)}以前"
    if second == "..":
        return f"{about}{_point_in_words(first)}以后"
    return about + f"{_point_in_words(first)}至{_point_in_words(second)}"


def machine_readable(span: Span | None) -> str:
    """A value for HTML's ``<time datetime>``, which knows neither doubt nor intervals; else an empty string."""
    if span is None or span.uncertain or "/" in span.text:
        return ""
    return span.text
