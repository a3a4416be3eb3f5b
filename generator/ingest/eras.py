"""Phrases that date a text: since when a phrase can stand in one, and until when it was of the day.

In: a text without marks. Out: the phrases found. The list holds dated events and institutions of the whole country; what a
glossary knows is added by the caller.
"""

import re
from collections.abc import Mapping, Sequence

from generator.model import Value

Bounds = Mapping[str, tuple[str, str]]
"""Phrase → (earliest, until), each EDTF (2018-07) or an empty string."""


class Sign(Value, frozen=True):
    """A phrase found at ``start``–``end``, with the year since which, and the year until which it was used.

    ``month``: the month since which, as EDTF, where it is known.
    """

    phrase: str
    start: int
    end: int
    earliest: int
    until: int
    why: str
    month: str = ""

    @property
    def since(self) -> str:
        """The lower bound as EDTF: to the month where that is known."""
        return self.month or str(self.earliest)


_CONGRESSES = (
    ("十五大", 1997),
    ("十六大", 2002),
    ("十七大", 2007),
    ("十八大", 2012),
    ("十九大", 2017),
    ("二十大", 2022),
)

_SINCE: Sequence[tuple[str, int, str]] = (
    *(
        (rf"(?<!迎接)(?<!喜迎)党的{name}(?:以来|精神|报告|代表)", year, f"党的{name}在{year}年召开")
        for name, year in _CONGRESSES
    ),
    (r"(?<![银证保])(?:纪委监委|监委(?!会)|监察委员会)", 2018, "地方各级监察委员会在2018年初全部组建"),
    (r"新冠肺炎|新冠疫情|新型冠状病毒", 2020, "新冠肺炎疫情始于2020年初"),
    (r"非典(?:型肺炎)?疫情|抗击非典", 2003, "非典疫情在2003年"),
    (r"“?十二五”?(?:时期|规划)", 2010, "“十二五”为2011年至2015年，规划在2010年开始编制"),
    (r"“?十三五”?(?:时期|规划|开局)", 2015, "“十三五”为2016年至2020年，规划在2015年开始编制"),
    (r"(?<!二)“?十四五”?(?:时期|规划|开局)", 2019, "“十四五”为2021年至2025年，规划在2019年开始编制"),
    (r"“?十五五”?(?:时期|规划|开局)", 2024, "“十五五”为2026年至2030年，规划在2024年开始编制"),
    (r"群众路线教育实践活动|路线教育活动", 2012, "党的群众路线教育实践活动在2012年部署，2013年至2014年开展"),
    (r"“三严三实”专题教育", 2015, "“三严三实”专题教育在2015年"),
    (r"习近平新时代中国特色社会主义思想", 2017, "这一提法始于2017年党的十九大"),
    (r"全面推进乡村振兴|乡村振兴战略", 2017, "乡村振兴战略在2017年党的十九大提出"),
    (r"党史学习教育", 2021, "党史学习教育在2021年"),
    (r"扫黑除恶专项斗争", 2018, "扫黑除恶专项斗争在2018年1月开始"),
    (r"新质生产力", 2023, "这一提法始于2023年9月"),
    (r"科学发展观", 2003, "科学发展观在2003年提出"),
    (r"八个方面的?良好的?风气", 2007, "八个方面的良好风气在2007年1月的中央纪委全会上提出"),
    (r"社会主义荣辱观", 2006, "社会主义荣辱观在2006年提出"),
)
_UNTIL: Sequence[tuple[str, int, str]] = (
    (
        r"(?:结合|开展|推进|搞好|参加)(?:党的)?(?:群众)?路线教育(?:实践)?活动|(?:深入|扎实)开展(?:党的)?群众路线教育实践活动(?!以来)",
        2014,
        "党的群众路线教育实践活动在2014年结束",
    ),
    (r"双联行动|联村联户(?:、?为民富民)?”?行动", 2017, "双联行动自2012年起，在2017年以前"),
    (r"八个方面的?良好的?风气", 2012, "八个方面的良好风气在2007年1月的中央纪委全会上提出"),
    (
        r"先进性建设(?:这个|这一)?主线|执政能力和先进性建设",
        2012,
        "“执政能力建设和先进性建设”这一主线到2012年（此后加上“纯洁性建设”）",
    ),
    (r"社会主义新农村建设|(?<!村)新农村建设", 2017, "新农村建设的提法主要在2005年至2017年"),
    (
        r"(?:深入|扎实)开展(?:学习实践)?科学发展观(?:活动|学习)",
        2010,
        "学习实践科学发展观活动在2008年至2010年",
    ),
    (r"保持共产党员先进性教育活动", 2006, "保持共产党员先进性教育活动在2005年至2006年"),
)
_PLENUM = re.compile(
    r"(?:第?(?P<term>[十二]+[一二三四五六七八九]?)届)?中(?:央|共中央)?纪委第?(?P<n>[一二三四五六七八])次(?:全体会议|全会)"
)
_PLENA = {
    ("十六", "七"): 2007, ("十七", "七"): 2012, ("十八", "七"): 2017, ("十六", "六"): 2006, ("十七", "六"): 2011, ("十八", "六"): 2016,
    ("十九", "六"): 2022, ("十六", "五"): 2005, ("十七", "五"): 2010, ("十八", "五"): 2015, ("十九", "五"): 2021,
}  # fmt: skip
"""Years of plenary sessions of the Central Commission for Discipline Inspection, by congress and number."""


def signs(text: str, bounds: Bounds) -> list[Sign]:
    """The dated phrases of a text, each once, in the order of their first place."""
    found: dict[str, Sign] = {}
    for patterns, late in ((_SINCE, False), (_UNTIL, True)):
        for pattern, year, why in patterns:
            match = re.search(pattern, text)
            if match:
                sign = Sign(match[0], *match.span(), 0 if late else year, year if late else 0, why)
                found.setdefault(f"{pattern}{late}", sign)
    for phrase, (earliest, until) in bounds.items():
        at = text.find(phrase)
        if at >= 0 and (earliest or until):
            first, last, month = _year(earliest), _year(until), _month(earliest)
            begun = f"始见于{first}年{f'{int(month[5:])}月' if month else ''}" if first else ""
            span = "，".join(part for part in (begun, f"用到{last}年" if last else "") if part)
            why = f"据词表，“{phrase}”{span}"
            found.setdefault(phrase, Sign(phrase, at, at + len(phrase), first, last, why, month))
    return sorted(found.values(), key=lambda sign: sign.start)


def too_new(clues: Sequence[Sign], year: int) -> list[Sign]:
    """Those phrases that a text of a year cannot have, since they came up later."""
    return [sign for sign in clues if sign.earliest > year]


def _year(edtf: str) -> int:
    found = re.match(r"\d{4}", edtf)
    return int(found[0]) if found else 0


def _month(edtf: str) -> str:
    """The month of a day or month that is certain, as EDTF."""
    found = re.fullmatch(r"(\d{4}-\d\d)(?:-\d\d)?", edtf)
    return found[1] if found else ""


def plenum(text: str) -> Sign | None:
    """A plenary session of the Discipline Commission named by its number alone or with its congress: the latest year that fits."""
    found = _PLENUM.search(text)
    if not found:
        return None
    years = [
        year
        for (term, n), year in _PLENA.items()
        if n == found["n"] and (not found["term"] or term == found["term"])
    ]
    if not years:
        return None
    several = "、".join(str(year) for year in sorted(years))
    return Sign(found[0], *found.span(), min(years), max(years), f"第{found['n']}次全会在{several}年")


_FOUNDED = (
    ("七", 1945), ("八", 1956), ("九", 1969), ("十", 1973), ("十一", 1977), ("十二", 1982), ("十三", 1987), ("十四", 1992),
    ("十五", 1997), ("十六", 2002), ("十七", 2007), ("十八", 2012), ("十九", 2017), ("二十", 2022),
)  # fmt: skip
"""Years of the party's congresses."""
_REPORT = re.compile(
    r"向(?:党的|中国共产党)第(?P<n>[一二三四五六七八九十]{1,3})次(?:全国)?代表大会(?:作|做)?(?:工作)?报告"
    r"|代表(?:中国共产党)?第(?P<before>[一二三四五六七八九十]{1,3})届中央委员会,?，?向大会(?:作|做)?(?:工作)?报告"
)
_SESSION = re.compile(
    r"向第(?P<term>[一二三四五六七八九十]{1,3})届全国人民代表大会第(?P<n>[一二三四五六])次会议(?:作|做|提出)?(?:政府)?(?:工作)?报告"
)
_SESSIONS = {
    "一": (1954, 1955, 1956, 1957, 1958), "二": (1959, 1960, 1962, 1963), "三": (1964,), "四": (1975,), "五": (1978, 1979, 1980, 1981, 1982),
    **{term: tuple(range(first, first + 5)) for term, first in zip(
        ("六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"), range(1983, 2024, 5), strict=True)},
}  # fmt: skip
"""Years of the sessions of the National People's Congress, by term."""


def at_meeting(text: str) -> tuple[int, str] | None:
    """The year of the congress or session to which a speaker says, at the beginning, that the report is given."""
    opening = text[:600]
    found = _REPORT.search(opening)
    if found:
        names = [name for name, _ in _FOUNDED]
        name = found["n"] or (
            names[names.index(found["before"]) + 1] if found["before"] in names[:-1] else ""
        )
        return next(((year, found[0]) for each, year in _FOUNDED if each == name), None)
    found = _SESSION.search(opening)
    if found:
        years, number = _SESSIONS.get(found["term"], ()), "一二三四五六".index(found["n"])
        return (years[number], found[0]) if number < len(years) else None
    return None


def at_congress(text: str) -> tuple[int, str] | None:
    """The year of a party congress that a text calls fresh: 在深入学习宣传贯彻党的二十大精神之际."""
    for name, year in _CONGRESSES:
        found = re.search(
            rf"学习(?:宣传)?贯彻党的{name}精神之际|贯彻(?:落实)?党的{name}精神的开局之年|党的{name}(?:刚刚|胜利)(?:闭幕|召开)",
            text,
        )
        if found:
            return year, found[0]
    return None
