"""What an editor should look at: nothing here changes the text.

In: the cleaned text. Out: notes, each with its place and, where there is one, a proposal.
"""

import re
from collections.abc import Iterator

from generator.ingest.lines import HAN, Line, filled, stops
from generator.ingest.marks import BARE, BARE_SENTENCE, KINDS, SECTION, Item, items, ordinal, rows
from generator.model import Note

_REDACTION = re.compile(r"\*{2,}|(?<![A-Za-z0-9])[XＸ×]{2,}(?![A-Za-z0-9])|某某|[□■]{2,}")
_SCARS = (
    (
        re.compile(
            r"在(?:全|本|各|我|该)先生|(?<![一二三四五六七八九十位])(?:全|各)先生(?:的|工作|上下|师生|党)"
        ),
        "“先生”疑是整批替换留下的痕迹（原文似为“校”或“省”）",
    ),
    (
        re.compile(
            r"(?:健全|完善|规范|培育|要素|建筑)(?:县|镇|乡|区)场|(?<![一-鿿]县)县政设施|安全县政|县民(?:素质|文明)|(?:城|都)县(?:化|建设|管理)"
        ),
        "“县”疑是由“市”整批替换而来",
    ),
    (re.compile(r"全(?:县|市|区|镇|乡)党委、行政"), "“党委、行政”是学校、企业的说法，疑由他处文本改写"),
)
_MISPRINTS = {
    "散步谣言": "散布谣言", "融汇贯通": "融会贯通", "份内之责": "分内之责", "份内之事": "分内之事",
    "迫不急待": "迫不及待", "再接再励": "再接再厉", "一愁莫展": "一筹莫展", "谈笑风声": "谈笑风生", "走头无路": "走投无路", "鼎立相助": "鼎力相助",
    "穿流不息": "川流不息", "不径而走": "不胫而走", "按步就班": "按部就班", "甘败下风": "甘拜下风", "世外桃园": "世外桃源", "默守成规": "墨守成规",
    "好高鹜远": "好高骛远", "一如继往": "一如既往", "既往开来": "继往开来", "坐阵指挥": "坐镇指挥", "洁白无暇": "洁白无瑕",
    "明查暗访": "明察暗访", "弄虚做假": "弄虚作假", "提刚挈领": "提纲挈领", "相形见拙": "相形见绌", "声名雀起": "声名鹊起",
}  # fmt: skip
_DOT = re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}”]|$)", re.M)
_LETTER = re.compile(rf"(?<=[{HAN}])[JlI丿](?=[{HAN}])")


def doubts(view: str) -> Iterator[Note]:
    """All of them, rule after rule."""
    yield from redactions(view)
    yield from scars(view)
    yield from misprints(view)
    yield from unequal_members(view)
    yield from unbalanced_quotes(view)
    yield from letters_for_quotes(view)
    yield from numbering(view)
    yield from broken_end(view)
    yield from half_stops(view)
    yield from crowded(view)


def redactions(view: str) -> Iterator[Note]:
    """Signs for what was left out: kept as printed."""
    for found in _REDACTION.finditer(view):
        yield Note("redaction", *found.span(), f"原文以“{found[0]}”隐去，照录")


def scars(view: str) -> Iterator[Note]:
    """Places where finding and replacing went too far: the text was made from another."""
    for pattern, message in _SCARS:
        for found in pattern.finditer(view):
            yield Note("scar", *found.span(), message)


def misprints(view: str) -> Iterator[Note]:
    """Set phrases in a form that dictionaries do not have."""
    for wrong, right in _MISPRINTS.items():
        start = view.find(wrong)
        while start >= 0:
            yield Note("misprint", start, start + len(wrong), f"“{wrong}”疑误", right)
            start = view.find(wrong, start + 1)


_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("〔", "〕"))


def unbalanced_quotes(view: str) -> Iterator[Note]:
    """A paragraph in which a mark opens that never closes, or closes that never opened: at that mark."""
    for line in filled(view):
        for opening, closing in _PAIRS:
            if line.text.count(opening) == line.text.count(closing):
                continue
            for at in _unpaired(view, line, opening, closing):
                yield Note(
                    "unbalanced",
                    at,
                    at + 1,
                    f"“{view[at]}”不成对" if view[at] not in "“”" else f"引号{view[at]}不成对",
                )


def _unpaired(view: str, line: Line, opening: str, closing: str) -> list[int]:
    """Places of marks without a partner; the inner pair wins (“人，…发挥“人”: the first one is alone)."""
    waiting: list[int] = []
    alone: list[int] = []
    for at in range(line.start, line.end):
        if view[at] == opening:
            waiting.append(at)
        elif view[at] == closing:
            if waiting:
                waiting.pop()
            else:
                alone.append(at)
    return sorted(alone + waiting)


def letters_for_quotes(view: str) -> Iterator[Note]:
    """A lone Latin letter between characters, inside a quotation that does not close: a misread closing mark."""
    for line in filled(view):
        for found in _LETTER.finditer(view, line.start, line.end):
            before = view[line.start : found.start()]
            if before.count("“") > before.count("”"):
                yield Note("misread", found.start(), found.end(), f"“{found[0]}”疑是后引号的误识", "”")


def numbering(view: str) -> Iterator[Note]:
    """Numbers that skip, go back or come twice, among headings and run-in headings of one kind."""
    order = [kind for kind, _ in KINDS]
    last: dict[str, int] = {}
    for item in items(view):
        if item.kind in ("", "一要", BARE, BARE_SENTENCE):
            continue
        value = ordinal(item.line.text)
        before = last.get(item.kind, 0)
        if value != before + 1 and value != 1:
            start = item.line.start + item.line.indent
            wanted = f"前一个是{before}" if before else "前面没有1"
            yield Note("numbering", start, min(start + 12, item.line.end), f"序号{value}不相连（{wanted}）")
        last = {kind: n for kind, n in last.items() if order.index(kind) < order.index(item.kind)} | {
            item.kind: value
        }


def broken_end(view: str) -> Iterator[Note]:
    """A text that ends inside a sentence."""
    lines = filled(view)
    if lines and not stops(lines[-1].text) and lines[-1].text[-1] in "，、,对的和在是与及以将把要；：":
        yield Note(
            "broken-end", max(lines[-1].start, lines[-1].end - 12), lines[-1].end, "文末不成句，下文似缺"
        )


_SHIFT = re.compile(rf"由(?P<a>[{HAN}]{{2,4}})(?:到|向)(?P<b>[{HAN}]{{2,5}}?)(?:的)?转变")


def unequal_members(view: str) -> Iterator[Note]:
    """由…到…的转变 with members that begin alike and are not of one length: a character too many, or one too few."""
    for found in _SHIFT.finditer(view):
        if len(found["a"]) != len(found["b"]) and found["a"][0] == found["b"][0]:
            yield Note("misprint", *found.span("b"), f"“{found['a']}”与“{found['b']}”前后不相称，疑有误字")


def half_stops(view: str) -> Iterator[Note]:
    """A dot between characters may be a full stop or part of a foreign name."""
    for found in _DOT.finditer(view):
        yield Note("half-stop", *found.span(), "“.”疑为句号", "。")


def crowded(view: str) -> Iterator[Note]:
    """A section heading that runs into its paragraph while its like stand alone or have no stop: where it ends is not certain."""
    found = items(view)
    for row in rows([item.line for item in found], [item.kind for item in found]):
        sections = [found[i] for i in row]
        doubtful = [
            item
            for item in sections
            if item.kind == SECTION and not item.level and not item.run_in and _is_crowded(item)
        ]
        endless = any(not _STOP.search(item.line.text[:40]) for item in doubtful)
        for item in doubtful if endless or any(each.level for each in sections) else ():
            start = item.line.start + item.line.indent
            yield Note(
                "crowded-heading",
                start,
                min(start + 60, item.line.end),
                "小标题与正文连排，分界不能确定，请断开",
            )


_STOP = re.compile(r"[。！？]")


def _is_crowded(item: Item) -> bool:
    """A long paragraph of several sentences; an item of a list has none, or ends with a semicolon."""
    text = item.line.text
    found = _STOP.search(text)
    return len(text) > 50 and found is not None and found.end() < len(text) and text[-1] not in "；;"
