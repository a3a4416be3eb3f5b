"""What a file says of its speech beside the text: columns of a table, metadata of a page, properties of a document.

In: the facts that the text itself gave, and those of the file. Out: both together. The text is believed first; a file fills what the
text leaves open, and a contradiction is said. The days and the author of a document file are those of the file: evidence at most.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from generator.ingest.decoded import Fact
from generator.ingest.facts import Facts
from generator.ingest.lines import squeezed
from generator.ingest.numerals import days
from generator.ingest.opening import Opening, clean_subtitle, clean_title
from generator.model import Value

_FIELDS = (
    "title", "subtitle", "date", "date_basis", "date_evidence", "transcribed", "published", "revised",
    "speakers", "place", "level", "meeting", "genre", "text_status", "tags",
)  # fmt: skip
"""Keys of front matter, in its order."""
_NAMES = re.compile(r"[、，,;；/|\s]+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_URL = re.compile(r"https?://[^\s]+")
_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft word|powerpoint|untitled|无标题|文档\d*|document\d*|新建)|\.(?:docx?|pdf|wps|indd)$"
)
_LONG = 80


class _Date(Value, frozen=True):
    value: str
    basis: str
    fact: Fact
    shows: str


def titled(head: Opening, said: Sequence[Fact]) -> Opening:
    """The opening with the title and subtitle that the file gives, where the text has none: place, meeting and kind are read from them.

    A subtitle without a title is the title.
    """
    first = {fact.key: fact.value for fact in reversed(said)}
    title = clean_title(first.get("title", ""))
    subtitle = clean_subtitle(clean_title(first.get("subtitle", "")))
    if not title or len(title) > _LONG or _NO_TITLE.search(title):
        title = ""
    if not head.title and title:
        head = msgspec.structs.replace(head, title=title, subtitle=head.subtitle or subtitle)
    elif head.title and subtitle and not head.subtitle and squeezed(title) in ("", squeezed(head.title)):
        head = msgspec.structs.replace(head, subtitle=subtitle)
    if not head.title and head.subtitle:
        return msgspec.structs.replace(head, title=head.subtitle, subtitle="")
    return head


def with_file(facts: Facts, said: Sequence[Fact]) -> Facts:
    """The facts of a speech with those that its file adds."""
    if not said:
        return facts
    first = {fact.key: fact for fact in reversed(said)}
    fields = dict(facts.fields)
    for key in ("place", "meeting"):
        if key in first and not fields.get(key) and len(first[key].value) <= _LONG:
            fields[key] = first[key].value
    if "tags" in first:
        fields["tags"] = [tag for tag in re.split(r"[、，,;；|\s]+", first["tags"].value) if tag]
    if not fields.get("speakers") and (people := _people(first)):
        fields["speakers"] = people
    fields |= _dates(fields, first)
    source = {**_source(first), **facts.source}
    ordered = {
        key: fields[key]
        for key in (*_FIELDS, *(key for key in fields if key not in _FIELDS))
        if fields.get(key)
    }
    return Facts(ordered, source, facts.traditional, facts.notes)


def _people(first: Mapping[str, Fact]) -> list[dict[str, str]]:
    """Speakers by their column; an office or an organisation only where there is one of them."""
    if "speaker" not in first:
        return []
    value = first["speaker"].value
    # 李　强 is one name: a space between single characters divides nothing
    names = [
        name
        for name in _NAMES.split(
            re.sub(r"(?<![^\s])([\u3400-\u9fff])\s+([\u3400-\u9fff])(?![^\s])", r"\1\2", value)
        )
        if name
    ]
    rest = {key: first[key].value for key in ("office", "organization") if key in first}
    return [{"name": name, **(rest if len(names) == 1 else {})} for name in names if len(name) <= 30]


def _source(first: Mapping[str, Fact]) -> dict[str, str]:
    found = {}
    if "url" in first and (address := _URL.match(first["url"].value)):
        found["url"] = address[0]
    if "publisher" in first:
        found["publisher"] = re.sub(r"^(?:来源|稿源|出处)[：:]\s*", "", first["publisher"].value)
    if "retrieved" in first and (day := _day(first["retrieved"].value)):
        found["retrieved"] = day
    return found


# --------------------------------------------------------------------------------------------------------------- dates


def _day(text: str) -> str:
    """The first date in a cell: ``20240105``, ``2024/1/5 08:00``, ``2024年1月``."""
    packed = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text.strip())
    found = days(f"{packed[1]}-{packed[2]}-{packed[3]}" if packed else text)
    month = re.fullmatch(r"((?:19|20)\d\d)[-/.](\d{1,2})", text.strip())
    if not found and month and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{int(month[2]):02}"
    return found[0][0] if found else ""


def _dates(fields: Mapping[str, object], first: Mapping[str, Fact]) -> dict[str, object]:
    """The day of delivery where the text has none, the day of publication, and what of the file speaks for or against."""
    date, basis = str(fields.get("date") or ""), str(fields.get("date_basis") or "")
    evidence = list(fields.get("date_evidence") or ())  # type: ignore[call-overload]
    changed: dict[str, object] = {}
    offered = _delivered(first)
    if offered and offered.basis == "stated" and basis == "stated" and not _agree(date, offered.value):
        evidence.append({"quote": offered.fact.value, "shows": f"{offered.fact.where}，与正文所署日期不合"})
    elif offered and (not date or (offered.basis == "stated" and basis != "stated")):
        date, basis = offered.value, offered.basis
        changed |= {"date": date, "date_basis": basis}
        evidence.insert(0, {"quote": offered.fact.value, "shows": offered.shows})
    published = _day(first["published"].value) if "published" in first else ""
    if published and not fields.get("published"):
        if basis == "stated" and published < date[: len(published)]:
            evidence.append(
                {
                    "quote": first["published"].value,
                    "shows": f"{first['published'].where}，早于讲话日期，疑误",
                }
            )
        else:
            changed["published"] = published
    if basis != "stated":
        file = first.get("created") or first.get("modified")
        evidence += (
            [{"quote": file.value, "shows": f"{file.where}，是文件的日期，不足以定讲话日期"}] if file else []
        )
    if evidence != list(fields.get("date_evidence") or ()):  # type: ignore[call-overload]
        changed["date_evidence"] = evidence
    return changed


def _delivered(first: Mapping[str, Fact]) -> _Date | None:
    """When the speech was delivered, as the file says: a date of delivery, a date of an unknown kind, or a year."""
    if "date" in first and (day := _day(first["date"].value)):
        return _Date(day, "stated", first["date"], first["date"].where)
    if "when" in first and (day := _day(first["when"].value)):
        return _Date(f"{day}?", "inferred", first["when"], f"{first['when'].where}，未说明是否讲话日期")
    if "year" in first and (year := _YEAR.search(first["year"].value)):
        return _Date(f"{year[1]}?", "inferred", first["year"], first["year"].where)
    return None


def _agree(one: str, other: str) -> bool:
    """Whether two dates may be the same, one perhaps to the month or the year only."""
    a, b = one.rstrip("?"), other.rstrip("?")
    return a.startswith(b) or b.startswith(a)
