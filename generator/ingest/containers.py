"""Folders and zip archives of raw files.

In: a path. Out: the files in it, one at a time, so that memory holds one of them. A zip stands for the folder that was packed: each
file in it is received as if it lay there, under its own name.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.ingest.decoded import LIMIT, TABLE_LIMIT, one_line, too_large
from generator.model import SiteError, Value

SPEECH_ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")
TABLE_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".xlsx")
ENDINGS = (*SPEECH_ENDINGS, *TABLE_ENDINGS, ".zip")
_SAID = (*ENDINGS, ".doc", ".wps", ".rtf", ".xls", ".et", ".odt", ".rar", ".7z")
"""Files of a folder that are looked at: those of which an editor should hear that they are not read, too."""
_RATIO = 300
"""How many times its packed size a file may have; XML of a document packs to a twentieth."""
_SMALL = 2_000_000
"""Bytes below which the ratio does not matter."""
_UNSEEN = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


class Received(Value, frozen=True):
    """A file as received: ``path`` for messages (``a.zip/讲话.txt``), ``name`` to keep it by, and its bytes or what is wrong with it."""

    path: str
    name: str
    raw: bytes
    error: str = ""


def files(paths: Sequence[Path]) -> Iterator[Received]:
    """Every file that some paths stand for: themselves, the files in folders and in zip archives, by name; a fault is one line."""
    for path in paths:
        found = sorted(inner for inner in path.rglob("*") if _wanted(inner)) if path.is_dir() else [path]
        if not found:
            yield Received(
                str(path), path.name, b"", f"the folder has no file to import: {', '.join(ENDINGS)}"
            )
        for each in found:
            yield from _file(each)


def _wanted(path: Path) -> bool:
    return path.suffix.lower() in _SAID and path.is_file() and not path.name.startswith(("~$", "."))


def _file(path: Path) -> Iterator[Received]:
    try:
        size = path.stat().st_size
        limit = TABLE_LIMIT if path.suffix.lower() in (*TABLE_ENDINGS, ".zip") else LIMIT
        if size > limit:
            yield Received(str(path), path.name, b"", _said(too_large(path.name, size, limit), path.name))
            return
        raw = path.read_bytes()
    except OSError as error:
        yield Received(str(path), path.name, b"", f"cannot be read: {error.strerror}")
        return
    if raw.startswith(b"PK") and not is_document(raw):
        yield from members(raw, str(path))
    else:
        yield Received(str(path), path.name, raw)


def is_document(raw: bytes) -> bool:
    """Whether a zip is one document (Word, Excel …) rather than an archive of files."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return any(info.filename in ("[Content_Types].xml", "mimetype") for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def members(raw: bytes, path: str) -> Iterator[Received]:
    """The files of a zip, by name. One that is encrypted, too large, packed beyond measure or a zip itself is a fault; the others go on."""
    name = Path(path).name
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield Received(path, name, b"", f"the zip archive cannot be opened: {one_line(error)}")
        return
    with archive:
        wanted = sorted((_name(info), i, info) for i, info in enumerate(archive.infolist()))
        for member, _, info in wanted:
            base = member.replace("\\", "/").rpartition("/")[2]
            if not base or member.startswith(_UNSEEN) or base in _UNSEEN or base.startswith(("~$", ".")):
                continue
            if Path(base).suffix.lower() in _SAID:
                yield _member(archive, info, f"{path}/{member}", base)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, base: str) -> Received:
    limit = TABLE_LIMIT if base.lower().endswith(TABLE_ENDINGS) else LIMIT
    if base.lower().endswith(".zip"):
        return Received(path, base, b"", "a zip archive inside another is not opened: unpack it first")
    if info.flag_bits & _ENCRYPTED:
        return Received(path, base, b"", "is encrypted in the zip archive: unpack it with its password first")
    if fault := _bomb(info):
        return Received(path, base, b"", fault)
    if info.file_size > limit:
        return Received(path, base, b"", _said(too_large(base, info.file_size, limit), base))
    try:
        return Received(path, base, archive.read(info))
    except (
        Exception
    ) as error:  # zlib, lzma, BadZipFile, an unknown method: the archive is at fault, and is one line
        return Received(path, base, b"", f"cannot be unpacked: {one_line(error)}")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member: packers on Chinese Windows write GBK and do not say so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def check_size(raw: bytes, name: str, limit: int = LIMIT * 3) -> None:
    """SiteError where a document that is a zip (Word, Excel) is broken, or would unpack to more than ``limit`` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise SiteError(
            f"{name}: the file is damaged: it begins like a document and cannot be opened"
        ) from None
    for info in infos:
        if fault := _bomb(info):
            raise SiteError(f"{name}: {info.filename}: {fault}")
    total = sum(info.file_size for info in infos if info.filename.endswith((".xml", ".rels")))
    if total > limit:
        raise too_large(name, total, limit)


def _bomb(info: zipfile.ZipInfo) -> str:
    if info.file_size <= max(_SMALL, _RATIO * info.compress_size):
        return ""
    return f"would unpack from {info.compress_size:,} to {info.file_size:,} bytes: this is no text"


def _said(error: SiteError, name: str) -> str:
    return str(error).removeprefix(f"{name}: ")
