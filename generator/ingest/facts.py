"""Facts of a speech, each with its evidence: dates by role, people, place, level, meeting, genre, state of the text.

In: the opening, the removed furniture, and the cleaned text without marks. Out: front matter in the order of its keys. What is
not known is left out; a conflict leaves a doubt and is said.
"""

import re
from collections.abc import Mapping, Sequence

from generator.ingest.eras import Bounds, Sign, at_congress, plenum, signs
from generator.ingest.furniture import stamps
from generator.ingest.lines import HAN
from generator.ingest.numerals import days
from generator.ingest.opening import GENRES, Opening, clean_title
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


# -------------------------------------------------------------------------------------------------------------- dates

_ROLES = (("transcribed", r"录音|整理|记录|速记|錄音"), ("revised", r"修订|修改|修訂"), ("published", r"发布|发表于|刊登|刊发|播发|發表"))
_REVIEW = re.compile(r"(?:回顾|总结|回顾总结)[^。，；]{0,10}?(?P<year>20\d\d|19\d\d)年|(?:^|[。；\n])(?:[一二三]、)?(?P<head>20\d\d|19\d\d)年(?:的)?[^。，；\n]{0,8}(?:回顾|总结)")
_MONTH_DAY = re.compile(r"(?<![年\d])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_UPLOAD = re.compile(r"修订|编辑于|修改")


def dating(opening: Opening, removed: str, text: str, bounds: Bounds) -> Dating:
    """Work out the dates. Order of trust: date line, title, review of last year with 今年, events that give bounds."""
    roles = _by_role(opening)
    published = roles.get("published") or _published(removed)
    clues = signs(text, bounds)
    value, basis, evidence = _delivered(opening, roles, text, clues)
    late = _contradictions(value, clues, plenum(text)) if basis != "stated" else []
    evidence += [(sign.phrase, sign.why + "，与所定年份不合") for sign in late]
    notes = tuple(Note("era", s.start, s.end, f"年代可疑：{s.why}，而本篇{_words(basis, value)}") for s in late)
    if basis == "stated":
        evidence = evidence[:3]
    return Dating(value, basis, tuple(evidence), roles.get("transcribed", ""), published, roles.get("revised", ""), bool(late), notes)


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
            if found and not _UPLOAD.search(line):
                return found[0][0]
    return ""


Delivered = tuple[str, str, list[tuple[str, str]]]


def _delivered(opening: Opening, roles: Mapping[str, str], text: str, clues: Sequence[Sign]) -> Delivered:
    if "delivered" in roles and opening.date:
        return roles["delivered"], "stated", [(opening.date.quote, "题下所署日期")]
    heading = f"{opening.title}\n{opening.subtitle}"
    in_title = days(heading)
    if in_title and len(in_title[0][0]) == 10:
        return in_title[0][0], "stated", [(in_title[0][1], "题名所载日期")]
    year = in_title[0] if in_title else _title_year(heading)
    if "transcribed" in roles and opening.date:
        return _before_transcript(opening.date.quote, roles["transcribed"], year, text)
    if year:
        quote = f"{year[1]}"
        return f"{year[0][:4]}?", "title", [(quote, "题名所载年份")]
    return _inferred(text, clues)


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
    past = [(int(m["day"]), m) for m in _MONTH_DAY.finditer(text) if int(m["month"]) == month and int(m["day"]) <= day]
    if past:
        last = max(past, key=lambda pair: pair[0])[1]
        evidence.append((_sentence(text, *last.span()), "讲话提到的同月日期，讲话在此之后"))
    return transcribed[:7], "stated", evidence


def _sentence(text: str, start: int, end: int) -> str:
    """The clause around a place, for a quotation."""
    left = max(text.rfind(mark, 0, start) for mark in "。，；！？\n") + 1
    right = min((at for mark in "。，；！？\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[left:right][:60]


def _inferred(text: str, clues: Sequence[Sign]) -> Delivered:
    review = _REVIEW.search(text)
    lower = max((sign for sign in clues if sign.earliest), key=lambda sign: sign.earliest, default=None)
    if review and ("今年" in text or "今後" in text):
        year = int(review["year"] or review["head"]) + 1
        evidence = [(_sentence(text, *review.span()), f"总结上一年，又说“今年”：{year}年")]
        evidence += [(sign.phrase, sign.why) for sign in clues if year - 3 <= sign.earliest <= year]
        return f"{year}?", "inferred", evidence
    fresh = at_congress(text)
    if fresh and (not lower or lower.earliest <= fresh[0] + 1):
        return f"{fresh[0]}/{fresh[0] + 1}", "inferred", [(fresh[1], f"党的代表大会在{fresh[0]}年召开，其后一年之内")]
    if lower:
        return f"{lower.earliest}/..", "inferred", [(lower.phrase, f"{lower.why}，讲话不早于此年")]
    return "", "", []


def _contradictions(value: str, clues: Sequence[Sign], session: Sign | None) -> list[Sign]:
    """Phrases long out of use, or not yet coined, in the year that was worked out; at least two, so that a memory is none."""
    years = [int(year) for year in re.findall(r"\d{4}", value)]
    if not years:
        return []
    old = [sign for sign in clues if sign.until and sign.until + _LATE <= years[0]]
    new = [sign for sign in clues if sign.earliest > years[-1] and "/.." not in value]
    if session and session.until + _LATE <= years[0]:
        old.append(session)
    return old + new if len(old) >= 2 or len(new) >= 1 else []


# ------------------------------------------------------------------------------------------------------------- people

_TITLED = re.compile(
    rf"^(?P<office>[{HAN}]{{0,14}}?(?:书记|書記|省长|市长|县长|縣長|区长|區長|镇长|鎮長|乡长|鄉長|州长|主席|主任|总理))(?P<name>[{HAN}]{{2,3}})?(?:同志)?(?=在)"
)
_BEHALF = re.compile(rf"我(?:谨)?(?:代表|受)(?P<who>[{HAN}]{{2,24}}?)(?:的委托)?[，,]?(?:向大会|向全会|向会议|作|向第|向全国|向各位代表)")
_MEETING = re.compile(rf"(?:^|\D日)?在(?P<meeting>.{{3,60}}?)[上中时](?:的)?(?:{GENRES})?(?:的)?(?:{GENRES}|$)?(?:[（(].*[）)])?$")
_GENRE = (
    ("chairing", r"主持词|主持讲话|主持詞"),
    ("communiqué", r"公报"),
    ("address", r"致辞|致辭|致词|致詞|贺词|賀詞|开幕词|闭幕词|祝词"),
    ("deployment", r"部署讲话|工作部署|动员部署|任务部署"),
    ("report", r"报告|報告|汇报|匯報"),
    ("speech", r"讲话|講話|发言|發言|演讲|演講|党课|讲稿"),
)
_PLACE = re.compile(
    rf"(?P<place>(?!.{{0,7}}(?:[全我本各该届次年]|中[共国央]|在))[{HAN}]{{2,7}}?(?:自治区|自治州|自治县|省|市|县|縣|区|區|州|旗|镇|鎮|乡|鄉|村))"
    r"(?=委|人民政府|政府|人大|政协|纪委|第[一二三四五六七八九十]+[届次中]|[省市县縣区區州旗镇鎮乡鄉]长|[县縣市镇鎮乡鄉]長|党委|党总支|(?:20\d\d)年|海外|重点|全体)"
)
_BEFORE_PLACE = re.compile(r"^.*?\d{1,2}日(?=在)|^在|中共|中国共产党")
_LEVELS = (
    ("national", r"国务院|中共中央|中央委员会|全国人民代表大会|国家主席|中国共产党第[一二三四五六七八九十]+次全国代表大会"),
    ("province", r"省委|省长|省人民政府|自治区(?:党委|主席|人民政府)|省第|省政府"),
    ("prefecture", r"州委|地委|州长|自治州|盟委|地级市"),
    ("village", r"村党(?:支部|总支)|村委会|村民委员会|村民代表|村支书"),
    ("township", r"[镇鎮乡鄉](?:党委|人民政府|长|長|第|政府)|街道(?:党工委|办事处)"),
    ("unit", r"大学(?!生)|学院|中学(?!生)|(?<!中)小学(?!生)|集团|公司|医院|研究所|部队"),
    ("county", r"(?:县|縣)(?:委|长|長|人民政府|政府|纪委|第|全|直)|[全我]县|在县"),
    ("district", r"(?<!自治)区(?:委|长|人民政府|纪委)|[全我]区"),
)


def people(opening: Opening, text: str) -> list[dict[str, str]]:
    """Speakers, from the speaker line or the title; an office without a name is a speaker too."""
    found = [{"name": name, "office": office} for office, name, _ in opening.speakers]
    if not found:
        titled = _TITLED.match(opening.title) or _TITLED.match(opening.subtitle)
        if titled:
            found = [{"name": titled["name"] or "", "office": titled["office"]}]
    behalf = _BEHALF.search(text[:600])
    if behalf and len(found) == 1:
        found[0]["on_behalf_of"] = behalf["who"]
    return [{key: value for key, value in person.items() if value} for person in found]


def meeting(opening: Opening) -> str:
    """The meeting that title or subtitle name."""
    for text in (opening.subtitle, opening.title):
        clean = re.sub(r"^.*?\d{1,2}日(?=在)", "", text)
        found = _MEETING.search(clean[clean.find("在") :]) if "在" in clean else None
        if found:
            return found["meeting"]
    return ""


def genre(opening: Opening) -> str:
    """Kind of text, by the last word of title or subtitle that names one."""
    for text in (opening.subtitle, opening.title):
        for kind, pattern in _GENRE:
            if re.search(rf"(?:{pattern})(?:[（(].*[）)])?$", text):
                return kind
    return next((kind for kind, pattern in _GENRE if re.search(pattern, opening.title)), "")


def place(opening: Opening) -> str:
    """The place whose committee, government or congress speaker line or title name."""
    for text in (*(office for office, _, _ in opening.speakers), opening.title, opening.subtitle):
        found = _PLACE.match(_BEFORE_PLACE.sub("", text))
        if found:
            return found["place"]
    return ""


def level(opening: Opening) -> str:
    """Level of the body that met, where the words say it; 市 alone says nothing."""
    for text in (f"{opening.title} {opening.subtitle}", " ".join(office for office, _, _ in opening.speakers)):
        for value, pattern in _LEVELS:
            if re.search(pattern, text):
                return value
    return ""


# -------------------------------------------------------------------------------------------------------------- text

_SIMPLIFIED = "们国会这个来说时为学对发务业书记长县区党员义产农历书实质严导权总动经济"
_TRADITIONAL = "們國會這個來說時為學對發務業書記長縣區黨員義產農歷書實質嚴導權總動經濟"


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters: by common characters that differ."""
    sample = text[:20_000]
    return sum(map(sample.count, _TRADITIONAL)) > 2 * sum(map(sample.count, _SIMPLIFIED))


_ABRIDGED = re.compile(r"[（(](?P<what>节选|摘录|节录|摘登)[）)]")
_SUMMARY = re.compile(r"[（(](?:摘要|要点|提要|纪要)[）)]")
_TEMPLATE = re.compile(r"范文|模板|例文|参考稿")


def status(opening: Opening, when: Dating, name: str, text: str, notes: Sequence[Note]) -> str:
    """State of the text, where the evidence is plain."""
    rules = [note.rule for note in notes]
    if when.disputed:
        return "disputed"
    if "numbering" in rules and "broken-end" in rules:
        return "composite"
    if "scar" in rules or _TEMPLATE.search(name) or rules.count("redaction") >= 8:
        return "template"
    heading = f"{opening.title}{opening.subtitle}"
    if _SUMMARY.search(heading):
        return "summary"
    if _ABRIDGED.search(heading):
        return "abridged"
    return "transcript" if when.transcribed else ""


class Facts(Value, frozen=True):
    """Front matter without ``source.files``; ``source``: what is known of it besides."""

    fields: dict[str, object]
    source: dict[str, str]
    traditional: bool
    notes: tuple[Note, ...]


def read_facts(opening: Opening, text: str, name: str, bounds: Bounds, notes: Sequence[Note] = (), removed: str = "") -> Facts:
    """All facts of a speech. ``notes``: what the flags found; ``removed``: the furniture that was taken away."""
    when = dating(opening, removed, text, bounds)
    title = opening.title or clean_title(re.sub(r"\.\w{1,8}$", "", name).replace("_", " ")) or "无题"
    fields: dict[str, object] = {
        "title": title,
        "subtitle": opening.subtitle,
        "date": when.date,
        "date_basis": when.basis,
        "date_evidence": [{"quote": quote, "shows": shows} for quote, shows in when.evidence],
        "transcribed": when.transcribed,
        "published": when.published,
        "revised": when.revised,
        "speakers": people(opening, text),
        "place": place(opening),
        "level": level(opening),
        "meeting": meeting(opening),
        "genre": genre(opening),
        "text_status": status(opening, when, name, text, notes),
    }
    return Facts({key: value for key, value in fields.items() if value}, _source(removed), is_traditional(text), when.notes)


_PUBLISHER = re.compile(r"(?:来源|來源|稿源)[：:]\s*(?P<name>[^\s|｜　]{2,30})")
_ADDRESS = re.compile(rf"(?:取自|来源|原文|网址|链接|地址)[^\n]{{0,8}}?(?P<url>https?://[^\s“”\"'<>]+)")


def _source(removed: str) -> dict[str, str]:
    publisher, address = _PUBLISHER.search(removed), _ADDRESS.search(removed)
    found = {"publisher": publisher["name"] if publisher else "", "url": address["url"] if address else ""}
    return {key: value for key, value in found.items() if value}
