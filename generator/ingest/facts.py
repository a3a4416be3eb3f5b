"""Facts of a speech, each only where the text says it: people, place, level, meeting, genre, state of the text.

In: the opening, the removed furniture, and the cleaned text without marks. Out: front matter in the order of its keys; the dates come
from ``dating.py``.
"""

import re
from collections.abc import Sequence

from generator.ingest.dating import Dating, dating
from generator.ingest.eras import Bounds
from generator.ingest.lines import HAN
from generator.ingest.opening import GENRES, OFFICE, Opening, clean_title
from generator.model import Note, Value

# ------------------------------------------------------------------------------------------------------------- people

_TITLED = re.compile(rf"^(?P<office>[{HAN}]{{0,14}}?{OFFICE})(?P<name>[{HAN}]{{2,3}})?(?:同志)?(?=在)")
_BEHALF = re.compile(
    rf"我(?:谨)?(?:代表|受)(?P<who>[{HAN}]{{2,24}}?)(?:的?委托)?[，,]?(?:向大会|向全会|向会议|作|向第|向全国|向各位代表)"
)
_MEETING = re.compile(
    rf"(?:^|\D日)?在(?P<meeting>.{{3,60}}?)[上中时](?:的)?(?:{GENRES})?(?:的)?(?:{GENRES}|$)?(?:[（(].*[）)])?$"
)
_SESSION = re.compile(
    r"(?<=[会會议議])(?:胜利)?(?:闭幕|閉幕|开幕|開幕)[会會式]?$|(?<=.{4})(?:胜利)?(?:闭幕|閉幕|开幕|開幕|结束|結束)$"
)
"""What stands behind the name of a meeting of which it is the end or the beginning."""
_GENRE = (
    ("chairing", r"主持词|主持讲话|主持詞"),
    ("communiqué", r"公报"),
    ("address", r"致辞|致辭|致词|致詞|贺词|賀詞|开幕词|闭幕词|祝词"),
    ("deployment", r"部署讲话|工作部署|动员部署|任务部署"),
    ("report", r"报告|報告|汇报|匯報"),
    ("speech", r"讲话|講話|发言|發言|演讲|演講|党课|讲稿"),
)
_PLACE = re.compile(
    rf"(?P<place>[{HAN}]{{2,7}}?(?:自治区|自治州|自治县|省|市|县|縣|区|區|州|旗|镇|鎮|乡|鄉|村))"
    r"(?=委|人民政府|政府|人大|政协|纪委|第[一二三四五六七八九十]+[届次中]|[省市县縣区區州旗镇鎮乡鄉]长|[县縣市镇鎮乡鄉]長|党委|党总支|工商|总工会|妇联|妇女联合会|文联|科协|残联|(?:20\d\d)年|海外|重点|全体)"
)
_NO_PLACE = re.compile(r"[全我本各该届次年在]|^自治|^中[共国央]")
_BEFORE_PLACE = re.compile(r"^.*?\d{1,2}日(?=在)|^在|中共|中国共产党")
_LEVELS = (
    (
        "national",
        r"国务院|中共中央|中央委员会|全国人民代表大会|国家主席|中国共产党第[一二三四五六七八九十]+次全国代表大会",
    ),
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
            return _SESSION.sub("", found["meeting"])
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
        if found and not _NO_PLACE.search(found["place"]):
            return found["place"]
    return ""


def level(opening: Opening) -> str:
    """Level of the body that met, where the words say it; 市 alone says nothing."""
    for text in (
        f"{opening.title} {opening.subtitle}",
        " ".join(office for office, _, _ in opening.speakers),
    ):
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
_TRANSCRIPT = re.compile(r"录音(?:整理|记录|稿)|速记(?:稿|整理)|錄音整理")
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
    return "transcript" if when.transcribed or _TRANSCRIPT.search(f"{name}{heading}") else ""


_SAID = {
    "disputed": ("年代有疑", ()),
    "composite": ("似由几篇拼合", (("numbering", "序号不相连"), ("broken-end", "文末不成句"))),
    "template": ("似为范文或由范文改写", (("scar", "整批替换的痕迹"), ("redaction", "隐去的字"))),
}  # fmt: skip


def status_notes(value: str, when: Dating, name: str, text: str, notes: Sequence[Note]) -> list[Note]:
    """Why a text is taken for no plain record of a speech, at its first line."""
    if value not in _SAID:
        return []
    verdict, signs = _SAID[value]
    rules = [note.rule for note in notes]
    reasons = [f"{words}{rules.count(rule)}处" for rule, words in signs if rule in rules]
    if value == "disputed":
        reasons += [note.message.removeprefix("年代可疑：").partition("，而本篇")[0] for note in when.notes]
    if value == "template" and _TEMPLATE.search(name):
        reasons.append("文件名自称范文")
    end = text.find("\n") if "\n" in text else len(text)
    return [Note("text-status", 0, min(end, 20), f"{verdict}：{'；'.join(reasons)}")]


class Facts(Value, frozen=True):
    """Front matter without ``source.files``; ``source``: what is known of it besides."""

    fields: dict[str, object]
    source: dict[str, str]
    traditional: bool
    notes: tuple[Note, ...]


def read_facts(
    opening: Opening, text: str, name: str, bounds: Bounds, notes: Sequence[Note] = (), removed: str = ""
) -> Facts:
    """All facts of a speech. ``notes``: what the flags found; ``removed``: the furniture that was taken away."""
    when = dating(opening, removed, text, bounds, name)
    title = opening.title or file_title(name) or "无题"
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
    return Facts(
        {key: value for key, value in fields.items() if value},
        _source(removed),
        is_traditional(text),
        (*when.notes, *status_notes(str(fields["text_status"]), when, name, text, notes)),
    )


def file_title(name: str) -> str:
    """The title that a file's name gives: without its ending, the name of a site, and a number or code before the words."""
    parts = re.split(r"[_]+|\s+[-–—|｜]\s+", re.sub(r"\.\w{1,8}$", "", name))
    while (
        len(parts) > 1
        and (re.fullmatch(r"[0-9A-Za-z-]{0,40}", parts[0]) or _SITE.fullmatch(parts[0]))
        and re.search(f"[{HAN}]", "".join(parts[1:]))
    ):
        parts = parts[1:]
    while len(parts) > 1 and _SITE.fullmatch(parts[-1]):
        parts = parts[:-1]
    return clean_title(" ".join(parts))


_SITE = re.compile(
    rf"[{HAN}A-Za-z0-9·]{{0,12}}(?:文库|网|网站|公众号|微信|客户端|融媒体中心|融媒|日报|晚报|时报|早报|电视台|官微)"
)
"""The name of a site or an account, as it stands before or behind a title in the name of a page that was kept."""


_PUBLISHER = re.compile(r"(?:来源|來源|稿源)[：:]\s*(?P<name>[^\s|｜　]{2,30})")
_ADDRESS = re.compile(r"(?:取自|来源|原文|网址|链接|地址)[^\n]{0,8}?(?P<url>https?://[^\s“”\"'<>]+)")


def _source(removed: str) -> dict[str, str]:
    publisher, address = _PUBLISHER.search(removed), _ADDRESS.search(removed)
    found = {"publisher": publisher["name"] if publisher else "", "url": address["url"] if address else ""}
    return {key: value for key, value in found.items() if value}
