"""Lines of a text with their places, and what a line looks like. Used by the rules that think in lines."""

import re
import unicodedata

from generator.model import Value

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class."""
CJK = HAN + "\u3001-\u3006\u3008-\u303f\u3220-\u32ff\ufe30-\ufe4f\uff01-\uffef“”‘’…—·①-⑳"
"""Characters and marks of Chinese text; the ideographic space is none of them."""
SPACE = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""White space inside a line."""

NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十]+[章节条，,、]|[㈠-㈩①-⑳]|\d{1,2}(?:、|[.．](?!\d)))"
)
"""How a numbered paragraph begins."""

_NO_WORD = re.compile(r"[\W_]+")
_AFTER = r"[”’」』）)》〕\]]*(?:[（(][^（）()]{1,24}[）)]|[〔［【\[]\d{1,3}[〕］】\]])*$"
_STOPS = re.compile(rf"[。！？…!?]{_AFTER}")
_ENDS = re.compile(rf"[。！？…：；!?:;.]{_AFTER}|[”」』]$")


class Line(Value, frozen=True):
    """``view[start:end]`` is a line without its LF; ``text`` is the same without outer white space."""

    start: int
    end: int
    text: str
    indent: int


def split(view: str) -> list[Line]:
    """All lines, empty ones too."""
    result = []
    start = 0
    for raw in view.split("\n"):
        end = start + len(raw)
        text = raw.strip()
        result.append(Line(start, end, text, len(raw) - len(raw.lstrip()) if text else 0))
        start = end + 1
    return result


def filled(view: str) -> list[Line]:
    """Lines that have text."""
    return [line for line in split(view) if line.text]


def width(text: str) -> int:
    """Columns, as a typewriter for Chinese has them: one for ASCII and a space that does not break, two for all else."""
    return 2 * len(text) - len(text.encode("ascii", "ignore")) - text.count("\u00a0")


def stops(text: str) -> bool:
    """Whether a line ends where a sentence ends, perhaps with a stage direction: （掌声）."""
    return bool(_STOPS.search(text))


def ends(text: str) -> bool:
    """Whether a line ends with a mark after which a new line may begin."""
    return bool(_ENDS.search(text))


def squeezed(text: str) -> str:
    """Only the letters, digits and characters of a text, in their common forms: for comparing."""
    words = _NO_WORD.sub("", text)
    return (
        words
        if unicodedata.is_normalized("NFKC", words)
        else _NO_WORD.sub("", unicodedata.normalize("NFKC", words))
    )
