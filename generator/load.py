"""content/ to Archive: reads every file, and reports what cannot be read.

A symbolic link that leads out of the archive is not followed. The other files go on when one is faulty.
"""

import codecs
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from generator import dates, frontmatter, urls
from generator.config import read_config
from generator.fields import Fields
from generator.frontmatter import FrontMatter, FrontMatterError
from generator.ingest import ledger as ledgers
from generator.inputs import digest_of_read
from generator.manuscripts import OnDisk, origin
from generator.memo import Memo, digest_of
from generator.model import (
    Archive,
    Article,
    Compact,
    Evidence,
    Items,
    Level,
    Problem,
    RawFile,
    Reference,
    SiteError,
    Slug,
    Source,
    SourceFile,
    Speaker,
    Speech,
    SpeechId,
    Term,
)

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING_BYTES = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
"""The same in UTF-8, where they are found in a seventh of the time: they share their first byte with little else."""
LEVELS = (
    "national",
    "province",
    "prefecture",
    "city",
    "district",
    "county",
    "township",
    "village",
    "unit",
    "other",
)
GENRES = ("speech", "report", "deployment", "chairing", "communiqué", "address", "other")
STATUSES = ("record", "transcript", "abridged", "summary", "template", "composite", "disputed", "unknown")
SHOWS = ("coined", "items", "adopted", "changed", "until", "use")
KINDS = ("abbreviation", "slogan", "formula", "institution", "concept")
_MERGE = "<<<<<<< "
LONGEST_QUOTE = 20
"""Characters of a source that an entry may quote."""


class _Read(Compact, frozen=True):
    """One file of ``speeches/``, and what was wrong in it."""

    speech: Speech | None
    problems: tuple[Problem, ...]


def load(
    content: Path,
    *,
    drafts: bool = False,
    memo: Memo | None = None,
    sources: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[Archive, list[Problem]]:
    """Read an archive. Speeches that are drafts or not yet published are left out unless ``drafts``.

    ``sources``: digests of the archive's files, by which speeches are remembered in ``memo``.
    """
    config, problems = read_config(content)
    speeches = []
    for read in _speeches(content, [*_files(content, "speeches", problems)], memo or Memo(None), sources):
        problems += read.problems
        if read.speech:
            speeches.append(read.speech)
    terms = [term for path in _files(content, "glossary", problems) if (term := _term(path, problems))]
    articles = [
        article for path in _files(content, "pages", problems) if (article := _article(path, problems))
    ]
    if not drafts:
        speeches = [speech for speech in speeches if not speech.draft and speech.review != "received"]
    speeches.sort(key=lambda speech: (*dates.order(speech.date), speech.id))
    articles.sort(key=lambda article: (article.order, article.slug))
    config = msgspec.structs.replace(config, drafts=drafts)
    copied = tuple(_copied(content, speeches, problems))
    manuscripts = OnDisk(content, sources)
    return Archive(config, tuple(speeches), tuple(terms), tuple(articles), manuscripts, copied), problems


def _speeches(
    content: Path, paths: Sequence[Path], memo: Memo, sources: Mapping[str, bytes]
) -> Iterator[_Read]:
    """Every speech, from memory where neither its file nor its ledger has changed."""
    beside: dict[str, list[tuple[bytes, bytes]]] = {}
    for name, digest in sources.items():
        if name.startswith("raw/"):
            beside.setdefault(name.split("/")[1], []).append((os.fsencode(name), digest))
    files = [(id, sources.get(f"speeches/{id}.md", b"")) for id in (path.stem for path in paths)]
    shared = beside.get("_files", [])
    keys = [digest_of("speech", id, own, [*beside[id], *shared] if id in beside else []) for id, own in files]
    found = memo.recall(keys, _Read)
    fresh: list[tuple[bytes, object]] = []
    for path, (_, own), key, known in zip(paths, files, keys, found, strict=True):
        if known is None:
            problems: list[Problem] = []
            data = path.read_bytes()
            known = _Read(_speech(content, path, data, problems), tuple(problems))
            if digest_of_read(path, data) == own:  # else it has changed since
                fresh.append((key, known))
        yield known
    memo.keep(fresh)


def _inside(content: Path, path: Path, problems: list[Problem]) -> bool:
    """Whether a file of the archive is really in it; a symbolic link that leads out is reported and not followed."""
    if path.resolve().is_relative_to(content.resolve()):
        return True
    where = path.relative_to(content).as_posix()
    problems.append(
        Problem(
            where,
            1,
            "error",
            "link-outside",
            "this leads out of the archive by a symbolic link and is not followed",
        )
    )
    return False


def _walk(content: Path, folder: str, problems: list[Problem]) -> Iterator[Path]:
    """Files below a folder of the archive, sorted, none of them outside it."""
    top = content / folder
    if top.is_symlink() and not _inside(content, top, problems):
        return
    for base, folders, names in os.walk(top):
        folders.sort()
        for name in sorted([*names, *(f for f in folders if os.path.islink(os.path.join(base, f)))]):
            path = os.path.join(base, name)
            is_inside = not os.path.islink(path) or _inside(content, Path(path), problems)
            if is_inside and os.path.isfile(path):
                yield Path(path)


def _files(content: Path, folder: str, problems: list[Problem]) -> Iterator[Path]:
    """Markdown files of one kind; their names are ids."""

    def report(path: Path, level: Level, code: str, message: str) -> None:
        problems.append(Problem(path.relative_to(content).as_posix(), 1, level, code, message))

    top = content / folder
    for path in _walk(content, folder, problems):
        if path.suffix != ".md":
            if not path.name.startswith("."):
                report(path, "warning", "stray-file", "not a .md file: it is not part of the archive")
        elif path.parent != top:
            said = f"files of {folder}/ stand in it directly, not in a folder of it"
            report(path, "error", "stray-file", said)
        elif not urls.is_slug(path.stem):
            said = f"“{path.stem}” is no id: expected a–z, 0–9 and -, at most 48 characters"
            report(path, "error", "bad-slug", said)
        else:
            yield path


def _open(path: Path, data: bytes, problems: list[Problem]) -> tuple[Fields, FrontMatter] | None:
    where = f"{path.parent.name}/{path.name}"
    try:
        front = frontmatter.split(data.decode("utf-8"))
    except FrontMatterError as error:
        problems.append(Problem(where, error.line, "error", "bad-yaml", error.message))
        return None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(
            Problem(
                where,
                line,
                "error",
                "not-utf-8",
                "not UTF-8: save it as UTF-8, or bring it in with yanlu import",
            )
        )
        return None
    if _TURNING_BYTES.search(data) and (found := _turning(front)):
        said = f"the text has the control character U+{ord(found[0]):04X}, which turns the direction of what follows: take it out"
        problems.append(Problem(where, front.body_line, "warning", "bidi-control", said))
    if "\0" in front.body:
        problems.append(Problem(where, front.body_line, "error", "nul", "the text has a NUL character"))
        return None
    return Fields(front, where, problems), front


def _turning(front: FrontMatter) -> re.Match[str] | None:
    texts = (front.body, *map(str, front.values.values()))
    return next(filter(None, map(_TURNING.search, texts)), None)


def _digest_of_body(data: bytes, front: FrontMatter) -> str:
    """Sha256 of a body in UTF-8: of the end of the file's bytes, unless the text had to be changed to be read."""
    if not front.body or b"\r" in data or data.startswith(codecs.BOM_UTF8):
        return hashlib.sha256(front.body.encode()).hexdigest()
    at = 0
    for _ in range(1, front.body_line):
        at = data.index(b"\n", at) + 1
    return hashlib.sha256(memoryview(data)[at:]).hexdigest()


def _speech(content: Path, path: Path, data: bytes, problems: list[Problem]) -> Speech | None:
    opened = _open(path, data, problems)
    if opened is None:
        return None
    fields, front = opened
    speech = Speech(
        id=SpeechId(path.stem),
        title=fields.text("title", required=True) or path.stem,
        body_line=front.body_line,
        body_sha256=_digest_of_body(data, front),
        body_characters=len(front.body),
        undecided=tuple(_undecided(front)),
        subtitle=fields.text("subtitle"),
        description=fields.text("description"),
        date=fields.date("date"),
        date_basis=fields.choice("date_basis", ("stated", "title", "inferred", "editor")),
        date_evidence=tuple(_evidence(fields)),
        transcribed=fields.date("transcribed"),
        published=fields.date("published"),
        revised=fields.date("revised"),
        speakers=tuple(_speakers(fields)),
        place=fields.text("place"),
        level=fields.choice("level", LEVELS),
        venue=fields.text("venue"),
        meeting=fields.text("meeting"),
        genre=fields.choice("genre", GENRES),
        series=fields.text("series"),
        occasion=fields.text("occasion"),
        text_status=fields.choice("text_status", STATUSES, "unknown"),
        version_of=fields.text("version_of"),
        source=_source(fields),
        review=fields.choice("review", ("received", "checked", "published"), "published"),
        checked_by=fields.text("checked_by"),
        lang=fields.choice("lang", ("zh-Hans", "zh-Hant"), "zh-Hans"),
        tags=fields.texts("tags"),
        draft=fields.flag("draft"),
        lastmod=fields.date("lastmod"),
        redirect_from=fields.paths("redirect_from"),
        unlink=fields.texts("unlink"),
        withdrawn=fields.text("withdrawn"),
    )
    fields.done()
    doubt = speech.date and (speech.date.uncertain or "/" in speech.date.text)
    if speech.date_basis == "stated" and speech.date and speech.date.uncertain:
        fields.report("date", "bad-date", "date: a stated date has no “?”")
    if speech.date_basis == "inferred" and speech.date and not doubt:
        fields.report(
            "date", "bad-date", f"date: an inferred date has a “?” or is an interval: {speech.date.text}?"
        )
    if not front.body.strip() and not speech.withdrawn:
        level: Level = "warning" if speech.draft else "error"
        problems.append(
            Problem(
                speech.path, front.body_line, level, "empty-body", "there is no text below the front matter"
            )
        )
    return _with_origin(content, speech, problems)


def _undecided(front: FrontMatter) -> Iterator[int]:
    """Lines with marks that a merge left in a text."""
    if _MERGE in front.body:
        for number, line in enumerate(front.body.split("\n")):
            if line.startswith(_MERGE):
                yield front.body_line + number


def _with_origin(content: Path, speech: Speech, problems: list[Problem]) -> Speech:
    folder = content / "raw" / speech.id
    if not os.path.isfile(folder / "ledger.json"):
        return speech
    if not all(
        _inside(content, path, problems) for path in (folder, folder / "ledger.json", folder / "text.txt")
    ):
        return speech
    try:
        found = origin(folder, speech.body_sha256)
    except (ValueError, OSError, IndexError, SiteError) as error:
        problems.append(
            Problem(
                f"raw/{speech.id}/ledger.json",
                1,
                "error",
                "ledger",
                f"the ledger cannot be replayed: {error}",
            )
        )
        return speech
    return msgspec.structs.replace(speech, origin=found)


def _evidence(fields: Fields) -> Iterator[Evidence]:
    for each in fields.each("date_evidence"):
        yield Evidence(each.text("quote"), each.text("shows"))
        each.done()


def _speakers(fields: Fields) -> Iterator[Speaker]:
    for each in fields.each("speakers"):
        yield Speaker(
            each.text("name"), each.text("office"), each.text("organization"), each.text("on_behalf_of")
        )
        each.done()


def _source(fields: Fields) -> Source:
    inside = fields.inside("source")
    if inside is None:
        return Source()
    files = []
    for each in inside.each("files"):
        files.append(SourceFile(each.text("name", required=True), each.text("sha256")))
        each.done()
    source = Source(
        tuple(files),
        inside.text("publisher"),
        inside.address("url"),
        inside.date("retrieved"),
        inside.text("rights"),
        inside.flag("publish_raw", default=True),
    )
    inside.done()
    return source


def _term(path: Path, problems: list[Problem]) -> Term | None:
    opened = _open(path, path.read_bytes(), problems)
    if opened is None:
        return None
    fields, front = opened
    term = Term(
        slug=Slug(path.stem),
        term=fields.text("term", required=True) or path.stem,
        definition=front.body,
        definition_line=front.body_line,
        aliases=fields.texts("aliases"),
        short=fields.texts("short"),
        english=fields.text("english"),
        category=fields.text("category"),
        kind=fields.choice("kind", KINDS),
        items=tuple(_items(fields)),
        coined=fields.date("coined"),
        until=fields.date("until"),
        sources=tuple(_references(fields)),
        contexts=fields.texts("contexts"),
        not_in=fields.texts("not_in"),
        scope=fields.text("scope"),
        default=fields.flag("default"),
        see=fields.slugs("see"),
        part_of=fields.slugs("part_of"),
        redirect_from=fields.paths("redirect_from"),
    )
    fields.done()
    if not front.body.strip():
        said = "there is no definition below the front matter: the entry is left out"
        problems.append(Problem(term.path, front.body_line, "warning", "empty-body", said))
        return None
    return term


def _items(fields: Fields) -> Iterator[Items]:
    value = fields.values.get("items")
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for each in fields.each("items"):
            listed = each.texts("list")
            if not listed:
                each.report(None, "missing-key", "list is missing: the items themselves, as [甲, 乙, 丙]")
            yield Items(listed, each.date("since"), each.text("source"))
            each.done()
    elif listed := fields.texts("items"):
        yield Items(listed)


def _references(fields: Fields) -> Iterator[Reference]:
    for each in fields.each("sources"):
        quote = each.text("quote")
        if len(quote) > LONGEST_QUOTE:
            each.report(
                "quote",
                "long-quote",
                f"the quotation has {len(quote)} characters: {LONGEST_QUOTE} at most, the words that show the fact",
            )
        yield Reference(
            each.text("title", required=True),
            each.date("date"),
            each.address("url"),
            each.choices("shows", SHOWS),
            quote,
        )
        each.done()


def _article(path: Path, problems: list[Problem]) -> Article | None:
    opened = _open(path, path.read_bytes(), problems)
    if opened is None:
        return None
    fields, front = opened
    article = Article(
        slug=Slug(path.stem),
        title=fields.text("title", required=True) or path.stem,
        body=front.body,
        body_line=front.body_line,
        description=fields.text("description"),
        order=fields.number("order"),
        redirect_from=fields.paths("redirect_from"),
    )
    fields.done()
    return article


def _copied(content: Path, speeches: list[Speech], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Files that stand in the site as they are: address and path in the archive."""
    for path in _walk(content, "static", problems):
        if not path.name.startswith(".git"):
            yield "/" + path.relative_to(content / "static").as_posix(), path.relative_to(content).as_posix()
    published: dict[str, str] = {}
    hidden = kept_back(speeches)
    for speech in speeches:
        for i, raw in enumerate(speech.origin.raw if speech.origin else (), 1):
            path = ledgers.raw_path(content / "raw" / speech.id, raw)
            if path.is_file() and not path.is_symlink() and raw.sha256 not in hidden:
                published[raw_address(speech.id, i, raw)] = path.relative_to(content).as_posix()
    yield from published.items()


def kept_back(speeches: Iterable[Speech]) -> frozenset[str]:
    """Sha256 of raw files that are not published: those of which one speech is withdrawn or says so (a file may hold several)."""
    return frozenset(
        raw.sha256
        for speech in speeches
        if speech.origin and (speech.withdrawn or not speech.source.publish_raw)
        for raw in speech.origin.raw
    )


def raw_address(id: str, number: int, raw: RawFile) -> str:
    """Address of a raw file in the site: ASCII, so the name as received stands on the page and not in the address."""
    ending = Path(raw.file).suffix.lower()
    folder, number = (id, number) if raw.part is None else (f"_files/{raw.sha256[:12]}", 1)
    return f"/raw/{folder}/{number}{ending if ending.isascii() and ending[1:].isalnum() else ''}"
