"""What several kinds of pages share: the lookup of everything, and a speech as it stands in a list."""

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import msgspec

from generator import dates, urls
from generator.annotate import Annotated
from generator.derive import Indexes
from generator.derive.groups import Counting
from generator.gist import Gist
from generator.matcher import sense_pages
from generator.memo import digest_of
from generator.model import Archive, Block, File, Mention, Page, Planned, Slug, Speech, Term, Url
from generator.script import kept, protected_pairs, simplified_facts, to_simplified
from generator.sides import either
from generator.views.common import Group, SpeechLine, TermCount

WORTH_A_WORD = ("transcript", "abridged", "summary", "template", "composite", "disputed")
LEVELS = {
    "national": "全国",
    "province": "省级",
    "prefecture": "地市级",
    "city": "市级",
    "district": "区级",
    "county": "县级",
    "township": "乡镇级",
    "village": "村级",
    "unit": "单位",
    "other": "其他",
}
GENRES = {
    "speech": "讲话",
    "report": "报告",
    "deployment": "部署",
    "chairing": "主持",
    "communiqué": "公报",
    "address": "致辞",
    "other": "其他",
}
_IN_ADDRESSES = {"communiqué": "communique"}
_FACETS = ("speakers", "offices", "places", "levels", "meetings", "genres")
MOST_TERMS = 40
"""Terms that a page lists for some speeches."""
_NUMBERS = struct.Struct("<2I")


class Everything:
    """The archive, its texts and its indexes, with the lookups that planning needs."""

    def __init__(self, archive: Archive, texts: Annotated, indexes: Indexes) -> None:
        self.archive, self.texts, self.indexes = archive, texts, indexes
        self.terms: dict[Slug, Term] = {term.slug: term for term in archive.terms}
        self.senses: dict[Slug, list[Term]] = {
            page: [term for term in archive.terms if term.term == label]
            for label, page in sense_pages(archive.terms).items()
        }
        self.sense_notes = _sense_notes(self.senses)
        """Of each sense what tells it from the others of its label; of the lists that uses of an open sense lead to, that it is open."""
        self.list_of: dict[Slug, Slug] = {
            term.slug: page for page, several in self.senses.items() for term in several
        }
        """Of each sense the page that lists the senses of its label."""
        self.readings = indexes.readings
        self._known = {"speakers": archive.config.people, "places": archive.config.places}
        self._main = {
            facet: {alias: main for main, about in reversed(known.items()) for alias in about.aliases}
            for facet, known in self._known.items()
        }
        self._urls: dict[str, dict[str, Url]] = {}
        """By facet, its names and their addresses."""
        self.speeches = [simplified_facts(speech) for speech in archive.speeches]
        """The speeches with their facts in simplified characters; their bodies are as they were given."""
        self.lines: Sequence[SpeechLine] = _Lines(self)
        self.years = [speech.year for speech in archive.speeches]
        """Of each speech its year, or ``undated``."""
        self.counts = [speech.counts_in_statistics for speech in archive.speeches]
        """Of each speech, whether it is a plain record."""

    @cached_property
    def position(self) -> dict[str, int]:
        """Where a speech stands, by its id."""
        return {speech.id: position for position, speech in enumerate(self.speeches)}

    @cached_property
    def dates(self) -> dict[int, list[str]]:
        """By their length, of each speech so many characters of its date as both its bounds share: 2018, 2018-03, 2018-03-05."""
        return {length: [_date(speech, length) for speech in self.speeches] for length in (4, 7, 10)}

    @cached_property
    def line_digests(self) -> list[bytes]:
        """Of each speech: of what other pages say of it, but for its numbers (8)."""
        return [_line_digest(*both) for both in zip(self.speeches, self.archive.speeches, strict=True)]

    @cached_property
    def list_digests(self) -> list[bytes]:
        """Of each speech: of its line in a list (16)."""
        return [
            digest + _NUMBERS.pack(text.characters, text.mentions)
            for digest, text in zip(self.line_digests, self.texts.gists, strict=True)
        ]

    @cached_property
    def counting(self) -> Counting:
        """For what groups of speeches say."""
        return Counting(self.archive, self.texts.gists, self.indexes.uses)

    @cached_property
    def line_sizes(self) -> list[int]:
        """Of each speech: three bytes for each character of its title, its date and its speakers, and its id."""
        return [
            len(one.id)
            + 3
            * (
                len(one.title)
                + len(dates.in_words(one.date))
                + sum(len(s.plain_name) for s in one.speakers if s.name)
            )
            for one in self.speeches
        ]

    @cached_property
    def names(self) -> dict[str, list[tuple[str, ...]]]:
        """By facet, of each speech the names that it has there: main ones, each once."""
        return {facet: [self._names(speech, facet) for speech in self.speeches] for facet in _FACETS}

    def _names(self, speech: Speech, facet: str) -> tuple[str, ...]:
        found = facet_names(speech, facet)
        if not (main := self._main.get(facet)):
            return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))
        return tuple(dict.fromkeys(main.get(name, name) for name in found))

    @cached_property
    def who_digests(self) -> list[bytes]:
        """Of each speech: of the names that it has in facets, with their addresses, and of whether it counts (8)."""
        rows = zip(*(self.names[facet] for facet in _FACETS), self.counts, strict=True)
        known: dict[Any, bytes] = {}  # many speeches have the same
        found = []
        for row in rows:
            if row not in known:
                urls = [
                    self.facet_url(facet, name)
                    for facet, names in zip(_FACETS, row, strict=False)
                    for name in names
                ]
                known[row] = digest_of(row, urls)[:8]
            found.append(known[row])
        return found

    @cached_property
    def name_digests(self) -> dict[Slug, bytes]:
        """Of each term and list of senses: of its name and of what it is called among others (8)."""
        slugs = {*self.terms, *self.senses}
        return {slug: digest_of(self.term_name(slug), self.label_of(slug))[:8] for slug in slugs}

    @cached_property
    def protected(self) -> tuple[tuple[str, str], ...]:
        """Words with their right traditional form."""
        return protected_pairs(self.archive)

    @cached_property
    def speech_digests(self) -> list[bytes]:
        """Of each speech: of its file, its ledger and its text as it was read, and of its names as the archive writes them (16)."""
        facts = zip(self.archive.speeches, self.texts.gists, self.who_digests, strict=True)
        return [digest_of(speech, text.digest, who) for speech, text, who in facts]

    @cached_property
    def pair_keys(self) -> list[bytes]:
        """Of each speech: of all that is said of what it shares with others."""
        return self.indexes.pairs.keys(self.line_digests, [gist.digest for gist in self.texts.gists])

    def main_name(self, facet: str, name: str) -> str:
        """The name under which site.yaml knows a speaker or place by this spelling; else the name itself."""
        return self._main.get(facet, {}).get(name, name)

    def facet_url(self, facet: str, name: str) -> Url:
        """Address of the page of a speaker, office, place, level, meeting or genre; empty where the site has no such pages.

        Names that are read alike are told apart by a number.
        """
        if not self.archive.config.has("facets"):
            return Url("")
        if facet not in self._urls:
            self._urls[facet] = self._addresses(facet)
        found = self._urls[facet]
        return found[name] if name in found else found[self.main_name(facet, name)]

    def _addresses(self, facet: str) -> dict[str, Url]:
        names = sorted({name for several in self.names[facet] for name in several})
        if facet in ("levels", "genres"):
            return {name: urls.facet(facet, _IN_ADDRESSES.get(name, name)) for name in names}
        known = self._known.get(facet, {})
        found: dict[str, Url] = {}
        taken: set[str] = set()
        for name in sorted(
            names, key=lambda name: not (name in known and known[name].slug)
        ):  # slugs that are given go first
            slug = (known[name].slug if name in known else "") or self.readings[name].slug
            number, free = 1, slug
            while free in taken:
                number += 1
                free = f"{slug}-{number}"
            taken.add(free)
            found[name] = urls.facet(facet, free)
        return found

    def term_name(self, slug: Slug) -> str:
        """The term as the glossary writes it; of a list of senses, its label."""
        return self.terms[slug].term if slug in self.terms else self.senses[slug][0].term

    def label_of(self, slug: Slug) -> str:
        """The term as it stands among others: where its label has several senses, with what tells this one from them."""
        note = self.sense_notes.get(slug)
        return f"{self.term_name(slug)}（{note}）" if note else self.term_name(slug)

    def names_of(self, mentions: Iterable[Mention]) -> dict[Slug, str]:
        """Names of the terms that a page links to."""
        return {slug: self.term_name(slug) for slug in sorted({m.term for m in mentions if m.linked})}

    def groups_by_year(self, positions: Iterable[int]) -> tuple[Group, ...]:
        """Speeches grouped by year, newest first, undated last."""
        by_year: dict[str, list[int]] = {}
        for position in positions:
            by_year.setdefault(self.years[position], []).append(position)
        undated = by_year.pop("undated", [])
        groups = [
            Group(f"{year}年", f"y{year}", tuple(self.lines[p] for p in reversed(by_year[year])))
            for year in sorted(by_year, reverse=True)
        ]
        if undated:
            groups.append(Group("日期不详", "undated", tuple(self.lines[p] for p in undated)))
        return tuple(groups)

    def term_counts(self, counts: Iterable[tuple[Slug, int]]) -> tuple[TermCount, ...]:
        """Terms with their uses."""
        return tuple(TermCount(self.label_of(slug), urls.term(slug), count) for slug, count in counts)

    @cached_property
    def all_left_out(self) -> int:
        """How many of all."""
        return self.left_out(range(len(self.speeches)))

    def left_out(self, positions: Iterable[int]) -> int:
        """How many of some speeches statistics leave out; what is withdrawn has no text to be left out."""
        return sum(not (self.counts[p] or self.speeches[p].withdrawn) for p in positions)


def _sense_notes(senses: dict[Slug, list[Term]]) -> dict[Slug, str]:
    """Place or category of each sense; both where one of them is not enough."""
    found = {}
    for page, several in senses.items():
        notes = [term.scope or term.category for term in several]
        for term, note in zip(several, notes, strict=True):
            if notes.count(note) > 1:
                note = "，".join(dict.fromkeys(part for part in (term.scope, term.category) if part))
            found[term.slug] = note
        found[page] = "义项未定"
    return found


def planned(page: Page) -> Planned:
    """A page that is made already: it depends on what it shows."""
    key = digest_of(type(page.view).__name__, page)
    return Planned(page.url, page.kind, page.title, key, lambda: (page,))


def facet_names(speech: Speech, facet: str) -> list[str]:
    """The names that a speech has in a facet."""
    if facet == "speakers":
        return [speaker.plain_name for speaker in speech.speakers if speaker.name]
    if facet == "offices":
        return [speaker.office for speaker in speech.speakers if speaker.office]
    value: str = getattr(speech, facet[:-1])
    return [value] if value else []


def _date(speech: Speech, length: int) -> str:
    """So much of a date as both its bounds share; empty where they do not."""
    if not speech.date or not speech.date.earliest:
        return ""
    earliest, latest = speech.date.earliest[:length], speech.date.latest[:length]
    return earliest if earliest == latest else ""


def last_worked_on(speech: Speech) -> str:
    """The day of lastmod, else of retrieval, else of the speech: never the clock's."""
    for span in (speech.lastmod, speech.source.retrieved, speech.date):
        if span and (span.latest or span.earliest):
            return span.latest or span.earliest
    return "1970-01-01"


def speech_line(speech: Speech, text: Gist, given: str) -> SpeechLine:
    """A speech, its facts in simplified characters, as it stands in every list; ``given``: its title as it was given."""
    return SpeechLine(
        id=speech.id,
        url=urls.speech(speech.id),
        title=speech.title,
        shown=speech.title if speech.lang != "zh-Hant" else either(speech.title, kept(given)),
        subtitle=speech.subtitle,
        date=dates.in_words(speech.date),
        datetime=dates.machine_readable(speech.date),
        speakers=tuple(s.plain_name for s in speech.speakers if s.name),
        place=speech.place,
        status=speech.text_status if speech.text_status in WORTH_A_WORD else "",
        characters=text.characters,
        mentions=text.mentions,
        lang=speech.lang,
    )


class _Lines(Sequence[SpeechLine]):
    """Every speech as it stands in a list, each made when it is asked for."""

    def __init__(self, every: Everything) -> None:
        self._every = every
        self._made: list[SpeechLine | None] = [None] * len(every.speeches)

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, position: Any) -> Any:
        if (line := self._made[position]) is None:
            every = self._every
            given = every.archive.speeches[position].title
            line = speech_line(every.speeches[position], every.texts.gists[position], given)
            self._made[position] = line
        return line


def _line_digest(speech: Speech, given: Speech) -> bytes:
    facts = (
        speech.id,
        speech.title,
        given.title,
        speech.subtitle,
        speech.date,
        speech.speakers,
        speech.place,
    )
    return digest_of(facts, speech.text_status, speech.lang, bool(speech.withdrawn), bool(speech.version_of))[
        :8
    ]


def simplified(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks of a speech that was given in traditional characters, converted; offsets hold, since the length is kept."""
    convert = to_simplified().text
    return tuple(msgspec.structs.replace(block, text=convert(block.text)) for block in blocks)


def script_file(address: str, function: str, *arguments: object) -> File:
    """A script that calls a function with some values: JSON, with nothing in it that ends a line of a script."""
    values = b",".join(msgspec.json.encode(argument) for argument in arguments)
    values = values.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
    return File(Url(address), b"%s(%s);\n" % (function.encode(), values))
