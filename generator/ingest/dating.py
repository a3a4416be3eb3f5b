"""When a speech was delivered, transcribed, published, revised, and how that is known.

In: the opening, the removed furniture, the cleaned text. Out: ``Dating``. Order of trust: a stated date line, the title, a review of
last year with 今年, then events and set phrases that give bounds. A conflict leaves a doubt and is said.
"""

import re
from collections.abc import Mapping, Sequence

from generator.ingest.eras import Bounds, Sign, at_congress, at_meeting, plenum, signs, too_new
from generator.ingest.furniture import stamps
from generator.ingest.numerals import DAY, days
from generator.ingest.opening import Opening
from generator.model import Note, Value

_LATE = 5
"""Years after which a phrase that went out of use contradicts a date."""


class Dating(Value, frozen=True):
    """When a speech was delivered, and how that is known. ``disputed``: the text contradicts itself."""

    date: str = ""
    basis: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    transcribed: str = ""
    published: str = ""
    revised: str = ""
    disputed: bool = False
    notes: tuple[Note, ...] = ()


_ROLES = (
    ("transcribed", r"录音|整理|记录|速记|錄音"),
    ("revised", r"修订|修改|修訂"),
    ("published", r"发布|发表于|刊登|刊发|播发|發表"),
)
_REVIEW = re.compile(
    r"(?:回顾|总结|回顾总结)[^。，；]{0,10}?(?P<year>20\d\d|19\d\d)年|(?:^|[。；\n])(?:[一二三]、)?(?P<head>20\d\d|19\d\d)年(?:的)?[^。，；\n]{0,8}(?:回顾|总结)"
)
_MONTH_DAY = re.compile(r"(?<![年\d])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_NO_UPLOAD = re.compile(r"修订|编辑于|修改|发送")
_UPLOAD = re.compile(r"时间|日期|发布|发表|来源|\d:\d|^[\d\s年月日./-]+$")


def dating(opening: Opening, removed: str, text: str, bounds: Bounds, name: str = "") -> Dating:
    """Work out the dates. Order of trust: date line, title, review of last year with 今年, events that give bounds.

    ``name``: the file's name, which stands for a title where the text has none.
    """
    roles = _by_role(opening)
    published = roles.get("published") or _published(removed)
    clues = signs(text, bounds)
    value, basis, evidence = _delivered(opening, roles, text, clues, name)
    late = _contradictions(value, clues, plenum(text)) if basis != "stated" else []
    evidence += [(sign.phrase, sign.why + "，与所定年份不合") for sign in late]
    late += _relative(value, text) if basis in ("stated", "title") else []
    notes = tuple(
        Note("era", s.start, s.end, f"年代可疑：{s.why}，而本篇{_words(basis, value)}") for s in late
    )
    if basis == "stated":
        evidence = evidence[:3]
    return Dating(
        value,
        basis,
        tuple(evidence),
        roles.get("transcribed", ""),
        published,
        roles.get("revised", ""),
        bool(late),
        notes,
    )


def _relative(value: str, text: str) -> list[Sign]:
    """今年 and 去年 with a year, and reviews of a year, that do not agree with the year of delivery."""
    year = int(value[:4]) if re.fullmatch(r"\d{4}(?:-\d\d){0,2}\??", value) else 0
    if not year:
        return []
    found = [
        Sign(each[0], *each.span(), 0, 0, f"“{each[0]}”指讲话在{told}年")
        for each in _THIS_YEAR.finditer(text)
        if (told := int(each["year"]) + _SHIFT[each["which"]]) != year
    ]
    review = _REVIEW.search(text)
    if review and "今年" in text and int(review["year"] or review["head"]) not in (year - 1, year):
        found.append(
            Sign(
                review[0].strip("。；\n"),
                *review.span(),
                0,
                0,
                f"文中总结{review['year'] or review['head']}年",
            )
        )
    return found


def _words(basis: str, value: str) -> str:
    return f"定在{value}" if value else "未定年份"


def _by_role(opening: Opening) -> dict[str, str]:
    """The date line, read by what it says of itself."""
    if not opening.date:
        return {}
    found = days(opening.date.value)
    if not found:
        return {}
    role = next((role for role, pattern in _ROLES if re.search(pattern, opening.date.value)), "delivered")
    return {role: found[0][0]}


def _published(removed: str) -> str:
    """The first time of upload in the furniture."""
    for line in removed.split("\n"):
        for stamp in stamps(line):
            found = days(stamp)
            if found and len(line) <= 80 and _UPLOAD.search(line) and not _NO_UPLOAD.search(line):
                return found[0][0]
    return ""


Delivered = tuple[str, str, list[tuple[str, str]]]


def _delivered(
    opening: Opening, roles: Mapping[str, str], text: str, clues: Sequence[Sign], name: str
) -> Delivered:
    if "delivered" in roles and opening.date:
        return roles["delivered"], "stated", [(opening.date.quote, "题下所署日期")]
    heading = f"{opening.title}\n{opening.subtitle}"
    in_title = days(heading)
    whole = next((day for day in in_title if len(day[0]) == 10), None)
    if whole:
        return _with_last_day(whole[0], heading), "stated", [(whole[1], "题名所载日期")]
    year = in_title[0] if in_title else _title_year(heading)
    if "transcribed" in roles and opening.date:
        return _before_transcript(opening.date.quote, roles["transcribed"], year, text)
    if year:
        quote = f"{year[1]}"
        return f"{year[0][:4]}?", "title", [(quote, "题名所载年份")]
    meeting = at_meeting(text)
    named = _title_year(name) if not opening.title else None
    if meeting and (not named or named[0] == str(meeting[0])):
        return f"{meeting[0]}?", "inferred", [(meeting[1], f"这次会议在{meeting[0]}年")]
    if named and not meeting:
        return f"{named[0]}?", "title", [(named[1], "文件名所载年份")]
    return _inferred(text, clues)


_LAST_DAY = re.compile(rf"(?:{DAY.pattern})(?:和|、|至|—|-)(?P<last>[0-9０-９]{{1,2}})[日号]")


def _with_last_day(first: str, heading: str) -> str:
    """2017年3月5日和6日在…: two days are an interval."""
    found = _LAST_DAY.search(re.sub(r"(?<=\d)\s+|\s+(?=\d)", "", heading))
    if not found or _day_of(found, first) <= first:
        return first
    return f"{first}/{_day_of(found, first)}"


def _day_of(found: re.Match[str], first: str) -> str:
    """The last day of a row of days in the month of the first."""
    return f"{first[:8]}{int(found['last']):02}"


def _title_year(heading: str) -> tuple[str, str] | None:
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?:年度|年)", heading)
    return (found[1], found[0]) if found else None


def _before_transcript(quote: str, transcribed: str, year: tuple[str, str] | None, text: str) -> Delivered:
    """A transcript is later than its speech: the month stands where the speech speaks of days of the same month as past."""
    evidence = [(quote, "据录音整理的日期，讲话在此日或稍前")]
    if year:
        evidence.append((year[1], "题名所载年份"))
    if year and year[0][:4] != transcribed[:4]:
        return f"{year[0][:4]}?", "title", evidence
    if len(transcribed) < 10:
        return f"{transcribed[:4]}?", "inferred", evidence
    month, day = int(transcribed[5:7]), int(transcribed[8:10])
    past = [
        (int(m["day"]), m)
        for m in _MONTH_DAY.finditer(text)
        if int(m["month"]) == month and int(m["day"]) <= day
    ]
    if not past:
        return f"{transcribed[:7]}?", "inferred", evidence
    last = max(past, key=lambda pair: pair[0])[1]
    evidence.append((_sentence(text, *last.span()), "讲话提到的同月日期，讲话在此之后"))
    return transcribed[:7], "stated", evidence


def _sentence(text: str, start: int, end: int) -> str:
    """The clause around a place, for a quotation."""
    left = max(text.rfind(mark, 0, start) for mark in "。，；！？\n") + 1
    right = min((at for mark in "。，；！？\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[left:right][:60]


_THIS_YEAR = re.compile(r"(?P<which>今年|去年|明年)[（(](?:即)?(?P<year>(?:19|20)\d\d)年?[）)]")
_SHIFT = {"今年": 0, "去年": 1, "明年": -1}


def _inferred(text: str, clues: Sequence[Sign]) -> Delivered:
    named = _THIS_YEAR.search(text)
    if named:
        year = int(named["year"]) + _SHIFT[named["which"]]
        return f"{year}?", "inferred", [(named[0], f"讲话时的“{named['which']}”：讲话在{year}年")]
    review = _REVIEW.search(text)
    lower = max((sign for sign in clues if sign.earliest), key=lambda sign: sign.since, default=None)
    if review and ("今年" in text or "今後" in text):
        year = int(review["year"] or review["head"]) + 1
        evidence = [(_sentence(text, *review.span()), f"总结上一年，又说“今年”：{year}年")]
        evidence += [(sign.phrase, sign.why) for sign in clues if year - 3 <= sign.earliest <= year]
        return f"{year}?", "inferred", evidence
    fresh = at_congress(text)
    if fresh and (not lower or lower.earliest <= fresh[0] + 1):
        return (
            f"{fresh[0]}/{fresh[0] + 1}",
            "inferred",
            [(fresh[1], f"党的代表大会在{fresh[0]}年召开，其后一年之内")],
        )
    if lower:
        unit = "月" if lower.month else "年"
        return f"{lower.since}/..", "inferred", [(lower.phrase, f"{lower.why}，讲话不早于此{unit}")]
    return "", "", []


def _contradictions(value: str, clues: Sequence[Sign], session: Sign | None) -> list[Sign]:
    """Phrases long out of use, or not yet coined, in the year that was worked out; at least two, so that a memory is none."""
    years = [int(year) for year in re.findall(r"\d{4}", value)]
    if not years:
        return []
    old = [sign for sign in clues if sign.until and sign.until + _LATE <= years[0]]
    new = [] if "/.." in value else too_new(clues, years[-1])
    if session and session.until + _LATE <= years[0]:
        old.append(session)
    return old + new if len(old) >= 2 or len(new) >= 1 else []
