"""Repairs of single characters: line ends, marks that cannot be seen, forms kept for compatibility.

In: the text. Out: edits. These come first, so that every later rule sees LF as the only line end.
"""

import re
import unicodedata
from collections.abc import Iterator

from generator.model import Edit, Note

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\U000e0000-\U000e007f]+"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_RADICALS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻌⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民西见角贝车辶阝长门雨青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals of U+2E80–2EFF that stand for a whole character and have no normal form in Unicode."""


_BREAKS = ("", "\n", "。", "！", "？", "”", "：")
"""What may stand before an empty line that parts two paragraphs."""


def line_ends(view: str) -> Iterator[Edit]:
    """CRLF, CR, form feeds and Unicode's line ends become LF."""
    for found in _LINE_ENDS.finditer(view):
        yield Edit("line-ends", found.start(), found.end(), "\n")


def invisible(view: str) -> Iterator[Edit]:
    """Byte order marks, zero-width and control characters go; half a surrogate pair becomes U+FFFD.

    A line that has nothing else, close between two others, goes with its end where it stands inside a sentence: a page drew something
    there, it was no empty line.
    """
    for found in _INVISIBLE.finditer(view):
        start, end = found.span()
        alone = view[start - 1 : start] == "\n" == view[end : end + 1]
        close = (
            alone and view[start - 2 : start - 1] not in _BREAKS and view[end + 1 : end + 2] not in ("", "\n")
        )
        yield Edit("invisible", start, end + close, "")
    for found in _SURROGATE.finditer(view):
        yield Edit("invisible", found.start(), found.end(), "\ufffd")


def fold(view: str) -> Iterator[Edit]:
    """Kangxi radicals and compatibility ideographs, which PDF files give, become the characters that they stand for."""
    for found in _COMPATIBLE.finditer(view):
        character = found[0]
        normal = _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
        if normal != character and len(normal) == 1:
            yield Edit("fold", found.start(), found.end(), normal)


_ENTITIES = {
    "nbsp": "\u00a0", "ensp": "\u2002", "emsp": "\u2003", "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "mdash": "—", "ndash": "–",
    "hellip": "…", "middot": "·", "quot": '"', "#160": "\u00a0", "#8220": "“", "#8221": "”", "#8212": "—", "#39": "'", "#34": '"', "times": "×",
}  # fmt: skip
_ENTITY = re.compile(rf"&({'|'.join(_ENTITIES)});")


def entities(view: str) -> Iterator[Edit]:
    """HTML's names for spaces, quotation marks and dashes, which stand as text where a page was copied."""
    for found in _ENTITY.finditer(view):
        yield Edit("entity", found.start(), found.end(), _ENTITIES[found[1]])


_MANY = 20
"""Marks of one kind from which on one note says all."""


def private_use(view: str) -> Iterator[Note]:
    """Characters of a private font, or lost ones: which sign was meant, only the source can tell."""
    found = list(_PRIVATE.finditer(view))
    lost = list(re.finditer("\ufffd+", view))
    if len(found) + len(lost) > _MANY:
        first = min(match.start() for match in (*found, *lost))
        last = max(match.end() for match in (*found, *lost))
        yield Note("damaged", first, last, f"这一段有{len(found) + len(lost)}处乱码或缺字，须据原件校订")
        return
    for match in found:
        codes = " ".join(f"U+{ord(c):04X}" for c in match[0])
        yield Note("private-use", match.start(), match.end(), f"私用区字符 {codes}，请据原件补字")
    for match in lost:
        yield Note(
            "lost-character",
            match.start(),
            match.end(),
            f"{len(match[0])}个字符已损坏（U+FFFD），请据原件补字",
        )
