"""The opening of a text: title, subtitle, date line, speaker line, salutation, and what a page put before them.

In: the text, as lines. Out: ``Opening`` (each fact with the words that say it) and the edits that take it out of the body.
"""

import re
from collections.abc import Iterator, Sequence

from generator.ingest.furniture import is_furniture, is_label, stamps
from generator.ingest.lines import CJK, HAN, SPACE, Line, filled, squeezed
from generator.model import Edit, Note, Value

GENRES = "讲话|講話|报告|報告|致辞|致辭|致词|致詞|发言|發言|讲稿|主持词|主持詞|主持讲话|演讲|演講|党课|汇报|匯報|贺词|賀詞|开幕词|闭幕词|表态|部署|发布词|总结|动员|公报|提纲"
_SALUTATION = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的|親愛的)?[^。；;]{0,70}?(?:同志|同志们|同志們|代表|委员|委員|各位|朋友|朋友们|朋友們|女士|先生|同学|同學|老师|老師|乡亲|鄉親|"
    r"战友|嘉宾|来宾|來賓|领导|父老|家长|学员|青年|职工|客商|长辈|記者|记者)[^。；;，,]{0,12}[：:！!]"
)
_CALL = r"(?:尊敬的)?(?:同志们|同志們|各位[^，。：:！!\n]{1,20}|朋友们|老师们|同学们)[：:！!]"
OFFICE = (
    r"(?:书记|書記|副书记|省长|市长|县长|縣長|区长|區長|镇长|鎮長|乡长|鄉長|州长|旗长|盟长|村长|主任|主席|总理|總理|部长|部長|局长|局長|厅长|廳長|院长|检察长|"
    r"校长|会长|會長|董事长|总经理|政委|司令员|秘书长|常委|委员|委員|组长|社长|站长|所长|处长|科长|行长|主委|理事长|总书记|董事長|河长|河長|湖长|湖長|林长|林長|"
    r"田长|路长|链长|专员|專員|參謀長|参谋长|总编辑|總編輯)"
)
"""Ends of offices that show themselves to be such, even where the name follows at once."""
_OFFICE_APART = (
    rf"(?:{OFFICE}|(?<![成增生延擅见見助深修消特身拉悠漫久谊意流水天夜道日岁])[长長]"
    rf"(?=[：:{SPACE}]+[{HAN}][{SPACE}]*[{HAN}](?:[{SPACE}]*[{HAN}])?(?:[）)、，,；;{SPACE}]|$)))"
)
"""Where something stands between office and name, whatever ends with 长 and is no word of growth or length is an office, too."""
_TITLE_THEN_SALUTATION = re.compile(
    rf"(?P<title>[^。：:—\n]{{4,70}}?(?:{GENRES})(?:[（(][^）)]{{1,12}}[）)])?)[{SPACE}]*"
    rf"(?:[—―–]+[{SPACE}]*(?P<subtitle>[^。：:\n]{{6,60}}?[上中时](?:的(?:{GENRES}))?)[{SPACE}]*(?:(?P<office>[{HAN}]{{0,16}}?{OFFICE})[{SPACE}]*(?P<name>[{HAN}]{{2,3}})[{SPACE}]*)?)?"
    rf"(?P<salutation>{_CALL})"
)
_DAY = r"(?:\d[\d\s]{3,7}|[〇○零０一二三四五六七八九\d]{4})\s*年\s*(?:[\d\s]{1,4}|[元一二三四五六七八九十]{1,2})\s*月(?:\s*(?:[\d\s]{1,4}|[一二三四五六七八九十]{1,3})\s*[日号])?"
_DATE = re.compile(
    rf"(?:时间：|日期：|時間：)?[（(〔【]?\s*(?P<day>{_DAY}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}})\s*(?P<more>[^）)。]{{0,24}}?)[）)〕】]?"
)
_DASHED = re.compile(r"[—―–─\-－]{1,}\s*")
_AT_MEETING = re.compile(rf"在.{{2,60}}[上中时]的?(?:{GENRES})(?:[（(].{{1,12}}[）)])?")
_LABEL = re.compile(r"(?:来源|來源|时间|日期|编辑|责编|次数|量)[：:]$")
_DATED_MEETING = re.compile(rf"{_DAY}\s*在.{{4,60}}[上中时](?:的?(?:{GENRES}))?")
_UPLOADED = re.compile(r"(?:时间[：:]\s*)?(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")
_SPEAKER = re.compile(
    rf"(?:作者|讲话人|讲话者|报告人|演讲人|发言人|主讲人|演讲者|讲话|作者单位)?[：:{SPACE}]*"
    rf"[（(]?(?P<office>[{HAN}XＸ×、，,·“”（）() ]{{0,40}}?{_OFFICE_APART}(?:[（(]代[）)])?)(?:[（(][^）)]{{1,8}}[）)])?[：:{SPACE}]+(?P<name>[{HAN}](?:[{SPACE}]*[{HAN}·]){{1,7}}|[XＸ×]{{2,4}})[）)]?"
)
_REDACTED = re.compile(r"[XＸ×某]{2,4}")
"""What stands for a name that was left out."""
_REDACTED_DATE = re.compile(r"[（(〔]?[\dXＸ×〇○]{2,4}年[\dXＸ×]{1,2}月[\dXＸ×]{1,2}[日号][）)〕]?")
_SPEAKER_TIGHT = re.compile(
    rf"[（(]?(?P<office>[{HAN}]{{2,30}}{OFFICE})(?P<name>(?![的了是要在])[{HAN}]{{2,3}})[）)]?"
)
_AUTHOR = re.compile(
    rf"(?:作者|讲话人|讲话者|报告人|演讲人|发言人|主讲人)[：:{SPACE}]*(?P<name>[{HAN}](?:[{SPACE}]*[{HAN}·]){{1,5}})"
)
_SAID = re.compile(
    rf"[（(]?(?P<when>{_DAY}[，,]?[{SPACE}]*在.{{4,60}}?[上中时])[，,]?[{SPACE}]*(?P<office>[{HAN}]{{0,20}}?{OFFICE})[{SPACE}]*(?P<name>[{HAN}]{{2,4}}?)"
    rf"(?:同志)?(?:所)?作(?:了|的)?[{HAN}]{{0,12}}?(?:{GENRES})[。）)]*"
)
"""A line that tells the whole: when, where, and who gave what."""
_WITHIN = re.compile(
    rf"{_DAY}[，,]?[{SPACE}]*(?:(?P<name>[{HAN}]{{2,3}})(?P<office>{OFFICE})|(?P<office2>[{HAN}]{{0,16}}?{OFFICE})[{SPACE}]*(?P<name2>[{HAN}]{{2,3}}))(?:同志)?在"
)
"""A subtitle that names the speaker between day and place."""
_SEVERAL = re.compile(
    rf"(?P<office>[{HAN}]{{0,20}}?{_OFFICE_APART}(?:[（(]代[）)])?)[：:{SPACE}]+(?P<name>[{HAN}](?:[{SPACE}]?[{HAN}]){{1,3}})(?:[、，,；;]|[{SPACE}]{{2,}}|　|$)[{SPACE}]*"
)
"""One of several speakers in a line."""
_ONLY_OFFICE = re.compile(rf"[{HAN}、，]{{0,30}}{OFFICE}")
_NAME = re.compile(rf"[{HAN}](?:[{SPACE}]*[{HAN}]){{1,3}}")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[章节部编，]|[㈠-㈩])"
)
_HEADED = 40
"""Lines from the top in which a title may stand."""


Person = tuple[str, str, str]
"""Office, name, and the line where they stand."""


class Fact(Value, frozen=True):
    """A piece of the opening: what was read and the line where it stands."""

    value: str
    quote: str


class Opening(Value, frozen=True):
    """What stood before the speech. ``date``: the date line; ``speakers``: office, name, and the line."""

    title: str = ""
    subtitle: str = ""
    date: Fact | None = None
    speakers: tuple[Person, ...] = ()
    edits: tuple[Edit, ...] = ()
    notes: tuple[Note, ...] = ()


class _Found(Value, frozen=True):
    """What was read, and the numbers of the lines by what they are; ``unknown``: they stay in the body."""

    title: str = ""
    subtitle: str = ""
    date: Fact | None = None
    speakers: tuple[Person, ...] = ()
    furniture: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()


def opening(view: str, spaced: bool = False) -> Opening:
    """Read the opening. ``spaced``: spaces stand between characters all over the text, so none in the title was meant."""
    lines = filled(view)
    first = _body_start(lines)
    found = _read(lines[:first])
    edits = list(_cut(view, lines, first, found))
    run_in = (
        _TITLE_THEN_SALUTATION.match(lines[first].text) if first < len(lines) and not found.title else None
    )
    notes = list(_unknown_notes(lines, found))
    title = clean_title(found.title)
    if run_in:
        edits += _split_title(lines[first], run_in)
        at = lines[first].start + lines[first].indent
        notes.append(Note("run-in-title", at, at + run_in.end(), "题名与称呼连排，已分开，请核对"))
        return _run_in_opening(run_in, spaced, found, edits, notes)
    return Opening(title, _tidy(found.subtitle), found.date, found.speakers, tuple(edits), tuple(notes))


def _run_in_opening(
    run_in: re.Match[str], spaced: bool, found: _Found, edits: list[Edit], notes: list[Note]
) -> Opening:
    """Title, subtitle and speaker that run into the salutation."""
    parts = [part or "" for part in run_in.group("title", "subtitle", "office", "name")]
    title, subtitle, office, name = (_unspaced(part) if spaced else part for part in parts)
    speakers = ((office, name, f"{office}{name}"),) if name else found.speakers
    return Opening(clean_title(title), _tidy(subtitle), found.date, speakers, tuple(edits), tuple(notes))


def _body_start(lines: Sequence[Line]) -> int:
    """The first line of the speech itself: salutation, sentence or numbered heading."""
    sentence = None
    for i, line in enumerate(lines[:_HEADED]):
        if is_furniture(line.text):
            continue
        if len(line.text) <= 90 and _SALUTATION.fullmatch(line.text) and not _DASHED.match(line.text):
            return i
        if sentence is None and _is_sentence(line.text):
            sentence = i
        if sentence is None and i and _NUMBERED.match(line.text):
            sentence = i
        if sentence is not None and i > sentence + 2:
            break
    return sentence if sentence is not None else min(len(lines), 1) if len(lines) > 1 else 0


def _is_sentence(text: str) -> bool:
    if _DATE.fullmatch(text) or _DASHED.match(text) or _SAID.fullmatch(text):
        return False
    marks = len(re.findall(r"[，,。；;：:]", text))
    return (
        len(text) >= 70
        or (len(text) >= 24 and marks >= 2)
        or (len(text) >= 16 and text.endswith("。") and not text.endswith("摄。"))
    )


def _read(lines: Sequence[Line]) -> _Found:
    """Bottom up: date and speaker lines, subtitle, title; what stands above the title is furniture or unknown."""
    date: Fact | None = None
    speakers: list[Person] = []
    subtitle = title = ""
    lines_of: dict[str, set[int]] = {"furniture": set(), "unknown": set()}
    i = len(lines)
    while i > 0 and not title:
        i -= 1
        text = lines[i].text
        kind = _kind(lines, i, bool(subtitle))
        if kind == "date":
            date = date or Fact(text, text)
        elif kind == "people":
            people = _people(text)
            if i and not people[0][0] and _ONLY_OFFICE.fullmatch(lines[i - 1].text):
                i -= 1  # the office stands in the line above
                people = [(lines[i].text, people[0][1], f"{lines[i].text} {text}")]
            speakers = _joined(people, speakers)
        elif kind == "said":
            said = _SAID.fullmatch(text)
            assert said
            subtitle = said["when"]
            speakers = _joined([(said["office"], said["name"], text)], speakers)
        elif kind == "subtitle":
            subtitle = _DASHED.sub("", text, count=1).strip("—―–─ ") if _DASHED.match(text) else text
        elif kind == "title":
            title = text
        else:
            lines_of[kind].add(i)
    if title and len(title) <= 2 and i and not is_furniture(lines[i - 1].text):
        i -= 1  # the end of the title stands in a line of its own
        title = lines[i].text + title
    within = _WITHIN.match(subtitle)
    if within and not speakers:
        speakers = [(within["office"] or within["office2"], within["name"] or within["name2"], subtitle)]
    gone = _above(lines[:i], title) if title else set()
    unknown = lines_of["unknown"] | ({*range(i)} - gone)
    return _Found(
        title, subtitle, date, tuple(speakers), frozenset(lines_of["furniture"] | gone), frozenset(unknown)
    )


def _kind(lines: Sequence[Line], i: int, has_subtitle: bool) -> str:
    """What a line above the speech is: furniture, date, people, subtitle, title or unknown."""
    text = lines[i].text
    label = lines[i - 1].text if i else ""
    if not has_subtitle and _SAID.fullmatch(text):
        return "said"
    if (is_furniture(text) and not _DASHED.match(text)) or _LABEL.search(label):
        return "furniture"
    if not has_subtitle:
        if is_subtitle(text) or (i and (_DASHED.match(text) or _DATED_MEETING.fullmatch(text))):
            return "subtitle"
        if _UPLOADED.fullmatch(text):
            return "furniture"
        if _DATE.fullmatch(text) or _REDACTED_DATE.fullmatch(text):
            return "date"
        if _people(text):
            return "people"
        if i and _AT_MEETING.fullmatch(text) and _may_be_title(lines[i - 1].text, text):
            return "subtitle"
    return "title" if squeezed(text) and (is_label(text) or text.endswith(("！", "？"))) else "unknown"


def is_subtitle(text: str) -> bool:
    """Whether a line that stands alone is a subtitle by its form: it begins with a dash and names the meeting."""
    return bool(_DASHED.match(text) and _AT_MEETING.fullmatch(_DASHED.sub("", text, count=1)))


def clean_subtitle(text: str) -> str:
    """A subtitle as it is printed: without its dash."""
    return _tidy(_DASHED.sub("", text, count=1).strip("—―–─ "))


def _above(lines: Sequence[Line], title: str) -> set[int]:
    """Lines above the title that a page put there: all short ones where one shows it, else those that repeat the title."""
    page = any(is_furniture(line.text) for line in lines)
    key = squeezed(title)
    return {
        i
        for i, line in enumerate(lines)
        if is_furniture(line.text) or (page and len(line.text) <= 60) or key in squeezed(line.text)
    }


def _joined(people: list[Person], speakers: list[Person]) -> list[Person]:
    """A name that comes again says nothing new, unless it has an office now."""
    names = {name for office, name, _ in speakers}
    return [person for person in people if person[1] not in names] + speakers


def _may_be_title(text: str, below: str) -> bool:
    """Whether the line above ``below`` may be a title to which that is the subtitle."""
    return (
        is_label(text)
        and not is_furniture(text)
        and not _DATE.fullmatch(text)
        and squeezed(text) != squeezed(below)
        and len(text) > 4
        and not stamps(text)
    )


def _people(text: str) -> list[Person]:
    """Speakers in a line: office and name, or a name alone."""
    several = list(_SEVERAL.finditer(text))
    if len(several) > 1 and sum(len(found[0]) for found in several) == len(text):
        return [(found["office"], squeezed(found["name"]), text) for found in several]
    for pattern in (_SPEAKER, _SPEAKER_TIGHT, _AUTHOR):
        found = pattern.fullmatch(text)
        if found:
            office = found.groupdict().get("office") or ""
            name = re.sub(rf"[{SPACE}]", "", found["name"])
            unknown = bool(office) and _REDACTED.fullmatch(name) is not None
            return [(re.sub(rf"[{SPACE}]", "", office), "" if unknown else name, text)]
    if _NAME.fullmatch(text) and not re.search(GENRES, text) and (len(squeezed(text)) <= 3):
        return [("", squeezed(text), text)]
    return []


def _unknown_notes(lines: Sequence[Line], found: _Found) -> Iterator[Note]:
    for i in sorted(found.unknown):
        yield Note("before-title", lines[i].start, lines[i].end, "篇首这一行来历不明，已保留在正文里，请核对")


def clean_title(text: str) -> str:
    """A title as it is printed: without book marks around it, a file's ending, or marks of half width."""
    text = re.sub(r"\.(?:docx?|txt|pdf|md|html?)$", "", text.strip(), flags=re.I)
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text = text[1:-1]
    return _tidy(text)


def _tidy(text: str) -> str:
    text = re.sub(rf"[{SPACE}]+", " ", text.strip())
    text = re.sub(r"(?<=[，。、；：！？（《“]) | (?=[，。、；：！？）》”])", "", text)
    for half, full in zip(",;:?!", "，；：？！", strict=True):
        text = re.sub(rf"(?<=[{CJK}]){re.escape(half)}|{re.escape(half)}(?=[{CJK}])", full, text)
    return re.sub(rf"\((.*[{CJK}].*)\)", r"（\1）", text)


def _unspaced(text: str) -> str:
    return re.sub(rf"(?<=[{CJK}])[{SPACE}]+|[{SPACE}]+(?=[{CJK}])", "", text)


def _cut(view: str, lines: Sequence[Line], first: int, found: _Found) -> Iterator[Edit]:
    """Take the opening out line by line, each by its own rule."""
    for i in range(first):
        if i not in found.unknown:
            end = lines[i + 1].start if i + 1 < len(lines) else len(view)
            yield Edit(
                "furniture-head" if i in found.furniture else "metadata", lines[i].start if i else 0, end, ""
            )


def _split_title(line: Line, run_in: re.Match[str]) -> Iterator[Edit]:
    """Cut off a title that runs into the salutation; the salutation becomes a line."""
    start = line.start + line.indent
    yield Edit("metadata", start, start + run_in.start("salutation"), "")
    if start + run_in.end() < line.end:
        yield Edit("paragraph-break", start + run_in.end(), start + run_in.end(), "\n")
