"""Word documents (.docx) to text: paragraphs parted by empty lines, automatic numbers written out, notes as marks with a block at the end.

In: bytes. Out: ``Decoded`` with the headings that the styles name and the dates of the file. Revisions are read as accepted.
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from generator.ingest.containers import check_size
from generator.ingest.decoded import Decoded, Fact, Heading, needs, one_line
from generator.ingest.lines import ends
from generator.ingest.numbering import Numbering, W
from generator.model import Note, SiteError

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_HIDDEN = {
    W + tag for tag in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sectPr", "fldData", "rt")
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STYLE = re.compile(r"(?:heading|标题|標題)\s*(\d)$", re.I)
_TITLE = re.compile(r"(?:title|标题|標題|文章标题|公文标题)$", re.I)
_HEADING = 20
"""Characters up to which a paragraph may be a heading, which has no full stop."""
_LINES = 12
_MARKS = ("〔{}〕", "［{}］", "【{}】")
"""Forms of a note mark; the first that the text does not use already."""


def read(raw: bytes, name: str) -> Decoded:
    """Read a Word document. SiteError (one line) where it is damaged, packed beyond measure, or python-docx is missing."""
    check_size(raw, name)
    try:
        from docx import Document
    except ImportError:
        raise needs("python-docx", name, "a Word document") from None
    try:
        document = Document(io.BytesIO(raw))
        parts = {
            rel.reltype.rpartition("/")[2]: rel.target_part
            for rel in document.part.rels.values()
            if not rel.is_external
        }
        numbers = Numbering(_tree(parts.get("numbering")), document.styles.element)
        notes = {kind: _notes(_tree(parts.get(f"{kind}s")), kind) for kind in ("footnote", "endnote")}
        return _decoded(document, numbers, notes)
    except SiteError:
        raise
    except Exception as error:  # the parsers raise whatever they meet: the file is at fault, and is one line
        raise SiteError(f"{name}: this Word document cannot be read: {one_line(error)}") from None


def _tree(part: Any | None) -> Any | None:
    if part is None:
        return None
    from lxml import etree

    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _decoded(document: Any, numbers: Numbering, notes: dict[str, dict[str, str]]) -> Decoded:
    body = document.element.body
    mark = _mark("".join(body.itertext()))
    writer = _Writer(notes, mark)
    written: list[tuple[str, int | None]] = []
    for paragraph in _paragraphs(body):
        properties = paragraph.find(W + "pPr")
        text = writer.text(paragraph)
        label = numbers.label(properties) if text.strip() else ""
        written.append((label + text, _level(numbers, properties) if text.strip() else None))
    written += [(mark.format(number) + text, None) for number, text in enumerate(writer.used, 1)]
    gap = "\n" if _is_wrapped([text for text, _ in written]) else "\n\n"
    whole, headings = "", []
    for text, level in written:
        if level is not None:
            headings.append(Heading(len(whole), len(whole) + len(text), level))
        whole += text + gap
    titled = next(
        (Fact("title", whole[h.start : h.end].strip(), "Word 样式“标题”") for h in headings if h.level == 0),
        None,
    )
    facts = (*((titled,) if titled else ()), *_facts(document))
    return Decoded(
        whole,
        "",
        plain=False,
        decoder="docx",
        facts=facts,
        headings=tuple(headings),
        notes=tuple(_revised(body)),
    )


def _is_wrapped(texts: Sequence[str]) -> bool:
    """Whether the paragraphs are lines of a text that was pasted in: most break off inside a sentence."""
    long = [text for text in texts if len(text) > _HEADING]
    return len(long) >= _LINES and sum(ends(text.rstrip()) for text in long) < len(long) / 2


# ---------------------------------------------------------------------------------------------------------------- text


def _paragraphs(element: Any) -> Iterator[Any]:
    """Paragraphs in their order, those of tables and content controls too; a text box's stand after the one that holds it."""
    for child in element:
        if child.tag == W + "p":
            yield child
            for box in _boxes(child):
                yield from _paragraphs(box)
        elif child.tag in _HIDDEN or child.tag == _FALLBACK:
            continue
        elif isinstance(child.tag, str) and len(child):
            yield from _paragraphs(child)


def _boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from _boxes(child)


class _Writer:
    """Text of paragraphs; remembers which notes were marked, in their order."""

    def __init__(self, notes: dict[str, dict[str, str]], mark: str) -> None:
        self.used: list[str] = []
        self._notes = notes
        self._mark = mark

    def text(self, element: Any) -> str:
        """The text of a paragraph with line breaks, tabs and note marks."""
        return "".join(self._pieces(element))

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _HIDDEN or tag in (_FALLBACK, W + "txbxContent"):
                continue
            local = tag.removeprefix(W)
            if local == "t":
                yield child.text or ""
            elif local in _BREAKS:
                yield _BREAKS[local]
            elif local == "sym":
                code = child.get(W + "char") or ""
                yield chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else "\ufffd"
            elif local in ("footnoteReference", "endnoteReference"):
                yield self._note(local.removesuffix("Reference"), child.get(W + "id"))
            else:
                yield from self._pieces(child)

    def _note(self, kind: str, id: str | None) -> str:
        text = self._notes[kind].get(id or "", "").strip()
        if not text:
            return ""
        self.used.append(text)
        return self._mark.format(len(self.used))


def _mark(text: str) -> str:
    """A form of note mark that the text has no use for."""
    free = (form for form in _MARKS if not re.search(form.format(r"\d{1,3}"), text))
    return next(free, _MARKS[0])


def _notes(tree: Any | None, kind: str) -> dict[str, str]:
    """Id of a note → its text, a line each."""
    found = {}
    for note in tree.findall(W + kind) if tree is not None else ():
        if note.get(W + "type") in (None, "normal"):
            writer = _Writer({"footnote": {}, "endnote": {}}, "")
            text = " ".join(filter(None, (writer.text(p).strip() for p in _paragraphs(note))))
            found[note.get(W + "id")] = re.sub(r"\s*\n\s*", " ", text)
    return found


# ------------------------------------------------------------------------------------------------------ styles and facts


def _level(numbers: Numbering, properties: Any | None) -> int | None:
    """Level of a heading by its outline level or style; 0 for a title, None for other paragraphs."""
    style = properties.find(W + "pStyle") if properties is not None else None
    chain = numbers.chain(style.get(W + "val") if style is not None else None)
    own = [properties] if properties is not None else []
    for each in (*own, *(found for s in chain if (found := s.find(W + "pPr")) is not None)):
        outline = each.find(W + "outlineLvl")
        if outline is not None:
            value = outline.get(W + "val") or "9"
            return int(value) + 1 if value in "012345678" else None
    for each in chain:
        label = each.find(W + "name")
        words = str(label.get(W + "val")) if label is not None else ""
        if found := _STYLE.match(words):
            return int(found[1])
        if _TITLE.match(words):
            return 0
    return None


def _facts(document: Any) -> tuple[Fact, ...]:
    """What the file's properties say; a day and a hand of the file, not of the speech."""
    if not any(rel.reltype.endswith("/core-properties") for rel in document.part.package.rels.values()):
        return ()  # python-docx would make some up, of today
    core = document.core_properties
    found = (
        ("title", core.title, "Word 文档属性“标题”"),
        ("author", core.author, "Word 文档属性“作者”"),
        ("created", core.created.date().isoformat() if core.created else "", "Word 文档属性“创建时间”"),
        ("modified", core.modified.date().isoformat() if core.modified else "", "Word 文档属性“修改时间”"),
    )
    return tuple(
        Fact(key, str(value).strip(), where) for key, value, where in found if value and str(value).strip()
    )


def _revised(body: Any) -> Iterator[Note]:
    counts = {tag: sum(1 for _ in body.iter(W + tag)) for tag in ("ins", "del")}
    if any(counts.values()):
        yield Note(
            "revision",
            0,
            0,
            f"原文件带修订标记（插入{counts['ins']}处，删除{counts['del']}处），此处取修订后的文字，请核对",
        )
