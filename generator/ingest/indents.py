"""Paragraphs of a text whose line ends were lost: by the indents that were kept, and the dash before a subtitle.

In: the text. Out: edits that put a line end for each indent. A Chinese paragraph begins with two ideographic spaces; inside a line
they can be nothing else.
"""

import re
from collections.abc import Iterator

from generator.ingest.breaks import is_block
from generator.ingest.lines import HAN, ends
from generator.model import Edit

_INDENT = re.compile(r"[ \t\u00a0\u3000]*(?:\u3000\u3000|\t)[ \t\u00a0\u3000]*")
_LEAST = 8
_AFTER_SENTENCE = 0.5
"""Share of indents that stand behind a sentence; the others stand behind headings."""
_SUBTITLE = re.compile(
    r"\A\s*[^\n。，；：:！？—―]{4,45}?(?P<gap>[ \t\u00a0\u3000]*)(?=[—―]{2,}\s*[\d０-９〇○零一二三四五六七八九 ]{4,8}\s*年[^\n。；]{0,20}在[^\n。；]{4,60}[上中][ \t\u00a0\u3000]*$)",
    re.M,
)
_SPEAKER = re.compile(
    rf"^[ \t\u00a0\u3000]*[{HAN}]{{0,24}}(?:总理|主席|书记|省长|市长|县长|区长|州长|镇长|乡长|主任|部长)[ \t\u00a0\u3000]*[{HAN}](?:[ \u3000]?[{HAN}]){{1,2}}(?P<gap>[ \t\u00a0\u3000]*)"
    r"(?=(?:尊敬的)?(?:各位代表|各位委员|各位同志|同志们)[：:！])",
    re.M,
)
_OPENING = 600


def speaker_apart(view: str) -> Iterator[Edit]:
    """Put the salutation that stands behind the speaker's name on a line of its own, at the head of a text."""
    found = _SPEAKER.search(view, 0, _OPENING)
    if found:
        yield Edit("paragraph-break", found.start("gap"), found.end("gap"), "\n")


def subtitle_apart(view: str) -> Iterator[Edit]:
    """Put a subtitle of the form ``——2004年3月5日在…会议上``, which stands behind the title, on a line of its own."""
    found = _SUBTITLE.match(view)
    if found:
        yield Edit("paragraph-break", found.start("gap"), found.end("gap"), "\n")


def by_indent(view: str) -> Iterator[Edit]:
    """Break where an indent stands inside the one line of a text, if many do and most of them behind a sentence."""
    if not is_block(view):
        return
    found = [
        each
        for each in _INDENT.finditer(view)
        if each.start() > 0 and each.end() < len(view) and "\n" not in view[each.start() - 1]
    ]
    behind = sum(
        ends(view[max(0, each.start() - 2) : each.start()]) or view[each.start() - 1] == "\ufffd"
        for each in found
    )
    if len(found) < _LEAST or behind < _AFTER_SENTENCE * len(found):
        return
    for each in found:
        yield Edit("paragraph-break", each.start(), each.end(), "\n")
