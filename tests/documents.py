"""Documents of other formats for the tests, made from plain text: Word, PDF, zip. Nothing of ``generator`` is used here."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = {"T": "Title", "H1": "heading 1", "H2": "标题 2"}


def paragraph(text: str, *, style: str = "", list: str = "", level: int = 0, more: str = "") -> str:
    """A Word paragraph; ``list``: the number of its list; ``more``: XML of further runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>' if list else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr>{run}{more}</w:p>"


def note_mark(id: int) -> str:
    """The run that refers to a footnote."""
    return f'<w:r><w:footnoteReference w:id="{id}"/></w:r>'


def level(depth: int, kind: str, text: str, more: str = "") -> str:
    """A level of a list: ``text`` is ``%1、``."""
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def word(
    paragraphs: Sequence[str],
    *,
    levels: Sequence[str] = (),
    notes: Mapping[int, str] | None = None,
    created: str = "",
    more_lists: str = "",
) -> bytes:
    """A Word document; its list 1 has the levels given, list 2 is the same list begun again."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>'
        + (f'<w:pPr><w:outlineLvl w:val="{int(name[-1]) - 1}"/></w:pPr>' if name == "heading 1" else "")
        + "</w:style>"
        for id, name in STYLES.items()
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>{more_lists}' + "".join(
        f'<w:num w:numId="{id}"><w:abstractNumId w:val="7"/>{override}</w:num>'
        for id, override in (("1", ""), ("2", again))
    )
    foot = "".join(
        f'<w:footnote w:id="{id}">{paragraph(text)}</w:footnote>' for id, text in (notes or {}).items()
    )
    parts = {
        "document": f"<w:document {_W}><w:body>{''.join(paragraphs)}</w:body></w:document>",
        "styles": f"<w:styles {_W}>{styles}</w:styles>",
        "numbering": f"<w:numbering {_W}>{lists}</w:numbering>",
        "footnotes": f"<w:footnotes {_W}>{foot}</w:footnotes>",
    }
    kinds = {"document": "document.main"}
    files = {f"word/{name}.xml": text for name, text in parts.items()}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kinds.get(name, name)}+xml"/>'
        for name in parts
    )
    roots = [("officeDocument", "word/document.xml", f"{_OFFICE}/officeDocument")]
    if created:
        core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
        files["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{core}" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}T08:00:00Z</dcterms:created></cp:coreProperties>'
        )
        overrides += '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        roots.append(("core", "docProps/core.xml", f"{_RELATIONS}/metadata/core-properties"))
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    files["_rels/.rels"] = _relations(roots)
    files["word/_rels/document.xml.rels"] = _relations(
        [(name, f"{name}.xml", f"{_OFFICE}/{name}") for name in parts if name != "document"]
    )
    return packed({name: text.encode() for name, text in files.items()})


def _relations(found: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>' for id, target, kind in found
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def packed(files: Mapping[str, bytes], *, names: str = "") -> bytes:
    """A zip archive. ``names``: the encoding of file names, without the mark of UTF-8, as old packers write them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name.encode(names).decode("cp437") if names else name, raw)
    raw = buffer.getvalue()
    if not names:
        return raw
    for name in files:  # zipfile writes what is beyond ASCII as UTF-8 and says so in bit 11
        old = name.encode(names)
        raw = raw.replace(old.decode("cp437").encode(), old)
    return _renamed(raw, [name.encode(names) for name in files])


def _renamed(raw: bytes, names: Sequence[bytes]) -> bytes:
    """Mend lengths, offsets and flags of an archive whose names became shorter."""
    out, directory = b"", b""
    at = 0
    heads = []
    for name in names:
        at = raw.index(b"PK\x03\x04", at)
        size = int.from_bytes(raw[at + 18 : at + 22], "little")
        head = bytearray(raw[at : at + 30])
        head[6:8] = b"\x00\x00"
        head[26:28] = len(name).to_bytes(2, "little")
        heads.append(len(out))
        out += bytes(head) + name + raw[at + 30 + len(name) : at + 30 + len(name) + size]
        at += 30
    at = raw.index(b"PK\x01\x02")
    for name, start in zip(names, heads, strict=True):
        entry = bytearray(raw[at : at + 46])
        entry[8:10] = b"\x00\x00"
        entry[28:30] = len(name).to_bytes(2, "little")
        entry[42:46] = start.to_bytes(4, "little")
        directory += bytes(entry) + name
        at = raw.find(b"PK\x01\x02", at + 4)
    end = bytearray(raw[raw.rindex(b"PK\x05\x06") :])
    end[12:16] = len(directory).to_bytes(4, "little")
    end[16:20] = len(out).to_bytes(4, "little")
    return out + directory + bytes(end)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of some lines a page, with a text layer in Unicode and no font in it."""
    characters = sorted({character for page in pages for line in page for character in line})
    codes = {character: code for code, character in enumerate(characters, 1)}
    shown = "".join(
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>\n" for character, code in codes.items()
    )
    cmap = f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange {len(codes)} beginbfchar\n{shown}endbfchar endcmap"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * k} 0 R' for k in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        _stream(cmap),
    ]
    for k, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * k} 0 R >>"
        )
        lines = "".join(
            f"1 0 0 1 50 {760 - 20 * row} Tm <{''.join(f'{codes[character]:04x}' for character in line)}> Tj\n"
            for row, line in enumerate(page)
        )
        objects.append(_stream(f"BT /F 12 Tf\n{lines}ET"))
    raw, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(raw)}\n%%EOF"
    return raw + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _stream(text: str) -> str:
    return f"<< /Length {len(text.encode())} >>\nstream\n{text}\nendstream"
