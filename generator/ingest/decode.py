"""Raw bytes to text, by what a file is: text, Markdown, HTML, Word, PDF, or a table with a speech a row.

In: bytes and the name they came under. Out: ``Decoded``. What a file is, is told by its first bytes, then by its name. Line ends, white
space and marks of the text are kept: what changes them is an edit in the ledger.
"""

import re
from collections.abc import Iterator, Mapping

from generator.ingest import docx, encodings, html, pdf, tables
from generator.ingest.containers import TABLE_ENDINGS, is_document
from generator.ingest.decoded import LIMIT, Decoded, too_large
from generator.model import SiteError

__all__ = ["Decoded", "decode", "decode_all"]

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"{\\rtf", "an RTF document: save it as .docx"),
)


def decode(raw: bytes, name: str) -> Decoded:
    """Read a file that holds one speech. SiteError (one line) where it cannot be read, or holds several."""
    found = decode_all(raw, name)
    first = next(found, None)
    if first is None:
        raise SiteError(f"{name}: the table has no rows")
    if isinstance(first, SiteError):
        raise first
    if next(found, None) is not None:
        raise SiteError(f"{name}: holds several speeches, one a row")
    return first


def decode_all(
    raw: bytes, name: str, columns: Mapping[str, str] | None = None
) -> Iterator[Decoded | SiteError]:
    """Read a file: its speech, or those of its rows, each ``Decoded`` or what is wrong with the row.

    ``columns``: key → column of a table, as the editor says. SiteError is raised where the file as a whole cannot be read.
    """
    kind = what(raw, name)
    if kind == "table":
        yield from tables.rows(raw, name, columns)
        return
    if len(raw) > LIMIT:
        raise too_large(name, len(raw))
    if kind == "docx":
        yield docx.read(raw, name)
    elif kind == "pdf":
        yield pdf.read(raw, name)
    elif kind == "html":
        yield html.read(raw, name)
    else:
        read = encodings.read(raw, name)
        yield Decoded(read.text, read.encoding, plain=read.text.encode() == raw, notes=read.notes)


def what(raw: bytes, name: str) -> str:
    """What a file is: ``text``, ``html``, ``docx``, ``pdf``, ``table``. SiteError for what is certainly no text."""
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise SiteError(f"{name}: is encrypted: open it with its password and save it without")
        raise SiteError(f"{name}: is a document of Word 97–2003, Excel or WPS: save it as .docx or .xlsx")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    for start, is_a in _NO_TEXT:
        if raw.startswith(start):
            raise SiteError(f"{name}: this is no text but {is_a}")
    if raw.startswith(b"PK\x03\x04"):
        return _document(raw, name)
    lower = name.lower()
    if lower.endswith((".docx", ".pdf", ".xlsx")) and raw.strip():
        raise SiteError(
            f"{name}: the file is damaged: it does not begin like a {lower[-4:].lstrip('.')} file"
        )
    if lower.endswith(TABLE_ENDINGS):
        return "table"
    if lower.endswith((".html", ".htm", ".xhtml")) or _HTML.match(
        raw[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    ):
        return "html"
    return "text"


def _document(raw: bytes, name: str) -> str:
    if name.lower().endswith(".xlsx") or b"xl/workbook.xml" in raw:
        return "table"
    if name.lower().endswith(".docx") or b"word/document.xml" in raw:
        return "docx"
    if is_document(raw):
        raise SiteError(f"{name}: is an office document that is not read: save it as .docx or .xlsx")
    raise SiteError(f"{name}: is a zip archive, or a damaged document")
