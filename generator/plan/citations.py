"""How a speech is cited: its parts in the words of GB/T 7714—2015.

In: a speech whose facts are in simplified characters. Out: the parts that the page shows as one line, and from which the
reader's browser makes the other forms (``cite.js``); nothing in them depends on the day of the visit.

An online text has no type of its own in the standard of 2015: [Z/OL], other; an estimated date stands in square brackets. Who is
not known is left out, as the standard allows where references are numbered. What a text is, where it is no record, on whose
behalf it was read and the place follow the title in square brackets, the cataloguer's own, where the title does not say it.
"""

from collections.abc import Callable

from generator import dates, urls
from generator.model import Span, Speech
from generator.script import fold
from generator.views.speeches import Citation

_MOST = 3
"""Authors who are named; the others are 等."""
_STATUSES = {
    "transcript": "录音整理",
    "abridged": "节录",
    "summary": "摘要",
    "template": "范文",
    "composite": "拼合",
    "disputed": "存疑",
}


def citation(speech: Speech, site: str, write: Callable[[str], str] = str) -> Citation:
    """The parts of a citation; ``site`` is the archive's title. ``write`` gets what is the speech's own, not the program's word."""
    known = fold(full_title(speech) + "".join(_authors(speech)))
    authors = tuple(map(write, _authors(speech)))
    title = write(full_title(speech))
    notes = "，".join(_notes(speech, known, write))
    named = ", ".join(authors[:_MOST]) + (", 等" if len(authors) > _MOST else "")
    return Citation(
        authors=authors,
        head=f"{named}. " if named else "",
        title=title,
        cited=f"{title}[{notes}]" if notes else title,
        status=speech.text_status if speech.text_status in _STATUSES else "",
        edition=digest(speech),
        place=write(speech.place) if speech.place else "",
        meeting=write(speech.meeting) if speech.meeting else "",
        site=site,
        date=speech.date.text if speech.date else "",
        when=when(speech.date),
    )


def in_words(speech: Speech, site: str, base_url: str) -> str:
    """The whole citation as one line."""
    parts = citation(speech, site)
    edition = f"版本{parts.edition}. " if parts.edition else ""
    medium, address = ("/OL", f". {base_url}{urls.speech(speech.id)}") if base_url else ("", "")
    return f"{parts.head}{parts.cited}[Z{medium}]. {edition}{site}({parts.when}){address}."


def _authors(speech: Speech) -> tuple[str, ...]:
    return tuple(name for s in speech.speakers if (name := s.plain_name or s.office or s.organization))


def full_title(speech: Speech) -> str:
    """The title with its subtitle, which loses the dash before it."""
    return speech.title + (f"：{speech.subtitle.lstrip('—-─ ')}" if speech.subtitle else "")


def digest(speech: Speech) -> str:
    """First 12 hexadecimal digits of the body's sha256: the edition; empty where the text is withdrawn."""
    if speech.withdrawn:
        return ""
    return speech.body_sha256[:12]


def when(span: Span | None) -> str:
    """A date as cited: 2017-02-19; [2020?]; [2022/2023]; [2018以后]; [日期不详]."""
    if span is None:
        return "[日期不详]"
    if dates.machine_readable(span):
        return span.text
    first, _, second = span.text.partition("/")
    if second == "..":
        return f"[{first}以后]"
    return f"[{second}以前]" if first == ".." else f"[{span.text}]"


def _notes(speech: Speech, known: str, write: Callable[[str], str]) -> list[str]:
    status = _STATUSES.get(speech.text_status, "")
    behalf = dict.fromkeys(s.on_behalf_of for s in speech.speakers if s.on_behalf_of)
    return [
        *([write(speech.place)] if speech.place and fold(speech.place) not in known else []),
        *(f"受{write(name)}委托" for name in behalf),
        *([status] if status and status not in known else []),
    ]
