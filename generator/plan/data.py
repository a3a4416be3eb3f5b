"""The data to download, as a Frictionless Data Package, and the files beside each speech.

Every number on a page can be computed from these. CSV is UTF-8 with BOM, so that spreadsheets open it rightly; offsets are code
points of the paragraph's text in ``paragraphs.jsonl``. Source of the format: Data Package v1, specs.frictionlessdata.io.
"""

import codecs
import functools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from generator import dates, urls
from generator.joined import laid_out, layout_of
from generator.memo import Memo, digest_of
from generator.model import File, FilePart, Mention, PlannedFile, Slug, Url
from generator.plan.common import Everything
from generator.tables import Row, csv_rows

_TABLES: dict[str, dict[str, str]] = {
    "speeches": {
        "id": "string", "title": "string", "date": "string", "date_basis": "string", "year": "string", "speakers": "string",
        "offices": "string", "place": "string", "level": "string", "meeting": "string", "genre": "string", "text_status": "string",
        "url": "string", "characters": "integer", "source_sha256": "string", "version_of": "string", "withdrawn": "boolean",
    },
    "terms": {
        "slug": "string", "term": "string", "aliases": "string", "coined": "string", "until": "string", "scope": "string",
        "mentions": "integer", "speeches": "integer", "first_year": "string", "last_year": "string",
    },
    "mentions": {
        "speech": "string", "paragraph": "string", "start": "integer", "end": "integer", "surface": "string", "term": "string",
        "via": "string", "voice": "string", "linked": "boolean", "unlinked_reason": "string",
    },
    "rejected": {
        "speech": "string", "paragraph": "string", "start": "integer", "end": "integer", "surface": "string", "term": "string",
        "reason": "string",
    },
    "reuse": {
        "a": "string", "a_paragraph": "string", "a_start": "integer", "a_end": "integer", "b": "string", "b_paragraph": "string",
        "b_start": "integer", "b_end": "integer", "characters": "integer", "kind": "string",
    },
}  # fmt: skip
_PARAGRAPHS = {
    "speech": "string",
    "id": "string",
    "n": "integer",
    "kind": "string",
    "level": "integer",
    "text": "string",
}
_KEYS = {"speeches": "id", "terms": "slug"}
_REFERENCES = {
    "mentions": {"speech": "speeches", "term": "terms"},
    "rejected": {"speech": "speeches", "term": "terms"},
    "reuse": {"a": "speeches", "b": "speeches"},
    "paragraphs": {"speech": "speeches"},
}
"""Columns that name a row of another table."""
_DESCRIPTIONS = {
    "speeches": "One row a speech. characters: of all blocks but headings, white space not counted. Statistics leave out templates, "
    "composite and disputed texts, versions of another speech, and what was withdrawn.",
    "terms": "One row a term, and one a list of senses that a mention leads to. first_year and last_year: of dated speeches "
    "that statistics count.",
    "mentions": "One row a use of a term; start and end are code points of the paragraph's text.",
    "rejected": "Matches that are no mention, with the reason.",
    "reuse": "Passages that two speeches share; a is the earlier.",
    "paragraphs": "One line a block of a speech, in its own script.",
}


def files(every: Everything, memo: Memo) -> Iterator[File | PlannedFile]:
    """The data package, the files beside each speech, and robots.txt, which alone every site has."""
    if every.archive.config.has("data"):
        yield from _data(every, memo)
    base = every.archive.config.base_url
    sitemap = f"Sitemap: {base}/sitemap.xml\n" if base else ""
    yield File(Url("/robots.txt"), f"User-agent: *\nAllow: /\n{sitemap}".encode())


def _data(every: Everything, memo: Memo) -> Iterator[PlannedFile]:
    package = [*_package(every)]
    yield from package
    about = functools.partial(_descriptor, every, package, memo)
    key = digest_of([table.key for table in package], every.archive.config)
    yield PlannedFile(Url("/data/datapackage.json"), key, about)
    for position, speech in enumerate(every.archive.speeches):
        if not speech.withdrawn:
            here, digest = urls.speech(speech.id), every.speech_digests[position]
            plain = functools.partial(_plain, every, position)
            yield PlannedFile(Url(f"{here}speech.txt"), digest, plain)
            yield PlannedFile(Url(f"{here}speech.json"), digest, functools.partial(_json, every, position))


def _package(every: Everything) -> Iterator[PlannedFile]:
    """The tables, each with the digest of all that its rows depend on."""
    texts, rows = [gist.digest for gist in every.texts.gists], every.texts.tables
    terms = [*_term_rows(every)]
    yield _by_speech("speeches.csv", every.speech_digests, lambda n: csv_rows([_speech_row(every, n)]))
    yield _whole("terms.csv", digest_of(terms), lambda: [csv_rows(terms)])
    yield _by_speech("mentions.csv", texts, lambda n: rows[n].mentions)
    yield _by_speech("rejected.csv", texts, lambda n: rows[n].rejected)
    if every.archive.config.has("reuse"):
        passages = every.indexes.reuse
        yield _whole("reuse.csv", passages.digest, lambda: passages.tables)
    yield _by_speech("paragraphs.jsonl", texts, lambda n: rows[n].paragraphs)


def _by_speech(file: str, keys: Sequence[bytes], rows: Callable[[int], bytes]) -> PlannedFile:
    """A table with rows of each speech, which depend on the digest of that speech."""

    def parts() -> Iterator[FilePart]:
        yield digest_of("head"), lambda: _head(file)
        for position, key in enumerate(keys):
            yield key, functools.partial(rows, position)

    return _table(file, digest_of(file, b"".join(keys)), parts)


def _whole(file: str, key: bytes, pieces: Callable[[], Iterable[bytes]]) -> PlannedFile:
    """A table that is made as one."""
    return _table(file, key, lambda: [(key, lambda: b"".join((_head(file), *pieces())))])


def _table(file: str, key: bytes, parts: Callable[[], Iterable[FilePart]]) -> PlannedFile:
    return PlannedFile(Url(f"/data/{file}"), key, lambda: b"".join(make() for _, make in parts()), parts)


def _head(file: str) -> bytes:
    """The names of the columns of a CSV, behind a byte order mark for spreadsheets."""
    table, ending = file.split(".")
    return codecs.BOM_UTF8 + csv_rows([tuple(_TABLES[table])]) if ending == "csv" else b""


def _speech_row(every: Everything, position: int) -> Row:
    """Names of people and places are the archive's main ones, in simplified characters, as its pages count them."""
    speech, facts = every.archive.speeches[position], every.speeches[position]
    date = speech.date.text if speech.date else ""
    names = "|".join(every.main_name("speakers", s.plain_name) for s in facts.speakers if s.name)
    offices = "|".join(s.office for s in facts.speakers if s.office)
    place = every.main_name("places", facts.place) if facts.place else ""
    digests = "|".join(file.sha256 for file in speech.source.files if file.sha256)
    return (
        speech.id, speech.title, date, speech.date_basis, speech.year, names, offices, place, speech.level, facts.meeting,
        speech.genre, speech.text_status, urls.speech(speech.id)[1:], every.texts.gists[position].characters, digests,
        speech.version_of, bool(speech.withdrawn),
    )  # fmt: skip


def _term_rows(every: Everything) -> Iterator[Row]:
    """Every term, then every list of senses that a mention leads to because its sense could not be told."""
    for term in every.archive.terms:
        coined, until = (span.text if span else "" for span in (term.coined, term.until))
        yield (
            term.slug,
            term.term,
            "|".join(term.aliases),
            coined,
            until,
            term.scope,
            *_uses(every, term.slug),
        )
    for slug, senses in every.senses.items():
        if slug in every.indexes.terms:
            yield (slug, senses[0].term, "", "", "", "", *_uses(every, slug))


def _uses(every: Everything, slug: Slug) -> Row:
    """Mentions, speeches, and the first and the last year of counted ones."""
    use = every.indexes.terms[slug]
    years = sorted(use.by_year)
    return (use.mentions, len(use.uses), *((years[0], years[-1]) if years else ("", "")))


def _descriptor(every: Everything, package: Sequence[PlannedFile], memo: Memo) -> bytes:
    config = every.archive.config
    resources = []
    for table in package:
        name = table.url.rsplit("/", 1)[1]
        known = layout_of(memo, table.url, table.key)
        layout = known or laid_out(table.parts() if table.parts else (), table.key)
        stem, ending = name.split(".")
        fields = _TABLES.get(stem, _PARAGRAPHS)
        resources.append(
            {
                "name": stem,
                "path": name,
                "description": _DESCRIPTIONS[stem],
                "format": ending,
                "mediatype": "text/csv" if ending == "csv" else "application/jsonl",
                "encoding": "utf-8",
                "bytes": layout.size,
                "hash": f"sha256:{layout.sha256}",
                "schema": _schema(stem, fields),
            }
        )
    descriptor = {
        "profile": "data-package",
        "name": "yanlu-archive",
        "title": config.title,
        "description": config.description,
        **({"homepage": config.base_url + "/"} if config.base_url else {}),
        **({"licenses": [{"title": config.licence}]} if config.licence else {}),
        "resources": resources,
    }
    return (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()


def _schema(table: str, fields: dict[str, str]) -> dict[str, Any]:
    """Fields, the key of the table, and what its columns refer to."""
    references = [
        {"fields": field, "reference": {"resource": other, "fields": _KEYS[other]}}
        for field, other in _REFERENCES.get(table, {}).items()
    ]
    return {
        "fields": [{"name": field, "type": type_} for field, type_ in fields.items()],
        **({"primaryKey": _KEYS[table]} if table in _KEYS else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _plain(every: Everything, position: int) -> bytes:
    """Title, facts and paragraphs, a line each."""
    speech, text = every.archive.speeches[position], every.texts.speeches[position]
    people = "、".join(f"{s.office} {s.plain_name}".strip() for s in speech.speakers)
    head = [speech.title, speech.subtitle, dates.in_words(speech.date) if speech.date else "", people]
    lines = [*(line for line in head if line), "", *(block.text for block in text.blocks)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _json(every: Everything, position: int) -> bytes:
    """The facts of a speech, its outline and its mentions; the text stands in speech.txt and in paragraphs.jsonl."""
    speech, text = every.archive.speeches[position], every.texts.speeches[position]
    row = dict(zip(_TABLES["speeches"], _speech_row(every, position), strict=True))
    row["speakers"] = [msgspec.to_builtins(speaker) for speaker in speech.speakers]
    del row["offices"], row["withdrawn"]
    outline = [{"id": b.id, "level": b.level, "text": b.text} for b in text.blocks if b.kind == "heading"]
    found = {"fields": _MENTION, "rows": [_mention(mention) for mention in text.mentions]}
    return (
        msgspec.json.encode({**row, "paragraphs": len(text.blocks), "outline": outline, "mentions": found})
        + b"\n"
    )


_MENTION = ("paragraph", "start", "end", "surface", "term", "linked")


def _mention(mention: Mention) -> Row:
    return (mention.block, mention.start, mention.end, mention.surface, mention.term, mention.linked)
