"""PDF with a text layer to text: the lines of the pages, a form feed between two pages.

In: bytes. Out: ``Decoded``. Joining lines and taking page numbers out are the work of rules, so that the ledger shows it.
"""

import io
import logging
import re
from typing import Any

from generator.ingest.decoded import LIMIT, Decoded, Fact, needs, one_line, too_large
from generator.model import SiteError

_FEW = 8
"""Characters a page below which it is taken for a picture."""
_DAY = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)")


def read(raw: bytes, name: str) -> Decoded:
    """Read a PDF. SiteError (one line) where it is damaged, encrypted, without text, or pypdf is missing."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise needs("pypdf", name, "a PDF") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends in a file is no news to the editor
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SiteError(f"{name}: is encrypted: open it with its password and save it without")
        pages = _pages(reader, name)
        facts = _facts(reader)
    except SiteError:
        raise
    except (
        Exception
    ) as error:  # pypdf raises whatever its parsers meet: the file is at fault, and is one line
        raise SiteError(f"{name}: this PDF cannot be read: {one_line(error)}") from None
    text = "\n\f".join(pages)
    if len("".join(text.split())) < _FEW * len(pages):
        raise SiteError(
            f"{name}: the PDF has no text layer ({len(pages)} pages of pictures): put it through OCR first"
        )
    return Decoded(text, "", plain=False, decoder="pdf", facts=facts)


def _pages(reader: Any, name: str) -> list[str]:
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        text = page.extract_text().replace("\f", "\n")
        size += len(text)
        if size > LIMIT:
            raise too_large(name, size)
        pages.append(text)
    return pages


def _facts(reader: Any) -> tuple[Fact, ...]:
    """What the file says of itself; its title only where it is Chinese, for programs put a file name there."""
    about = reader.metadata or {}
    found = (
        ("title", str(about.get("/Title") or ""), "PDF 文档属性“标题”"),
        ("author", str(about.get("/Author") or ""), "PDF 文档属性“作者”"),
        ("created", _day(about.get("/CreationDate")), "PDF 文档属性“创建时间”"),
        ("modified", _day(about.get("/ModDate")), "PDF 文档属性“修改时间”"),
    )
    return tuple(Fact(key, value.strip(), where) for key, value, where in found if value.strip())


def _day(value: Any) -> str:
    found = _DAY.match(str(value or ""))
    return f"{found[1]}-{found[2]}-{found[3]}" if found else ""
