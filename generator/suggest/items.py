"""What a phrase with a numeral counts, where a text spells it out beside it.

“A、B、C和D‘四大考验’”, “‘三个区分开来’是：A；B；C。”, “‘五个不发生’（A、B、…）”, “‘三个关系’。一是A…。二是B…”: as many
items as the numeral says, or none.
"""

import re
from collections.abc import Iterator

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
_NUMERAL = "一两双二三四五六七八九十"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+(?:是|要)|第[一二三四五六七八九十]+[，、]?|[①-⑳]|[（(]?\d+[）).．]|[（(][一二三四五六七八九十]+[）)])"
)
_FIRST = re.compile(r"[^\n]{0,12}?(一是|一要|第一[，、])")
_JOIN = re.compile(r"以及|和|与|及")
_LEAD = re.compile(r".*(?:是|为|即|了|着|把|将|对|包括|面临|落实|做到|坚持)(?=..)")
_SAYS = re.compile("(?:即|指|就是|是指|包括|分别是|分别为)[：:]?")
_OPENS = re.compile(
    f"[”’」』]?[{_HAN}]{{0,6}}?(?:(?P<bracket>[（(])|(?P<colon>(?:就是|是指|包括|是|即|指)?[：:]|——)|(?<!不)(?:就是|是指|分别是|包括|即|是))"
)
_LONGEST = 80


def spelt_out(phrase: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """The items of a phrase at ``text[start:end]``, before it, behind it, or numbered in what follows; as many as it counts."""
    number = _count(phrase)
    if number < 2:
        return ()
    for items in (*_behind(text, end, number), _numbered(text, end, number), *_before(text, start, number)):
        if (
            len(items) == number
            and len(set(items)) == number
            and all(2 <= len(item) <= _LONGEST for item in items)
        ):
            return tuple(items)
    return ()


def _count(phrase: str) -> int:
    """What the numerals of a phrase add up to: 四大考验 4, 三会一课 4, 十二条 12; 0 without one at its head."""
    if phrase[0] not in _NUMERALS:
        return 0
    total = 0
    for run in re.findall(f"[{_NUMERAL}]+", phrase):
        tens, ten, ones = run.rpartition("十")
        total += (_NUMERALS.get(tens, 1) * 10 if ten else 0) + (_NUMERALS.get(ones, 0) if ones else 0)
    return total


def _before(text: str, start: int, number: int) -> Iterator[list[str]]:
    """“A、B、C和D‘四大考验’”: the list that ends where the phrase begins; two items are joined by a word."""
    clause = re.split(r"[，。；：！？（）,;:!?()\n]", text[:start].rstrip("“‘「『"))[-1]
    clause = re.sub(r"[等这的]+\Z", "", clause)
    for items in _listed(clause, number, "、"):
        items = [_without_lead(items[0], {len(item) for item in items[1:]}), *items[1:]]
        least, most = min(map(len, items)), max(map(len, items))
        if most <= 2 * least if number > 2 else most <= least + 1 and "、" not in clause:
            yield items  # items of one kind are of like length


def _without_lead(first: str, sizes: set[int]) -> str:
    """The first item without the words that lead to the list: as long as the others where those are of one length."""
    size = max(sizes)
    if len(sizes) == 1 and 1 < size < len(first) - 1:
        quotation = re.search(r"[“‘「『《][^“‘「『《”’」』》]*[”’」』》]", first)
        cut = len(first) - size
        return first[quotation.start() if quotation and quotation.start() < cut < quotation.end() else cut :]
    short = _LEAD.sub("", first)
    return short if len(short) >= min(sizes) else first


def _behind(text: str, end: int, number: int) -> Iterator[list[str]]:
    """“‘三个区分开来’是：A；B；C。” and “‘五个不发生’（A、B、…）”."""
    opens = _OPENS.match(text, end)
    if not opens:
        return
    rest = text[opens.end() :]
    closing = re.search(r"[）)]", rest)
    if closing and not re.search(r"[（(]", rest[: closing.start()]):
        rest = rest[: closing.start()]
    if opens["bracket"]:
        rest = re.split(r"[：:]", rest)[-1]
    sentence = re.split(
        r"[。！？\n]", _SAYS.sub("", rest, count=1) if _SAYS.match(rest) else rest, maxsplit=1
    )[0]
    plain = not (opens["bracket"] or opens["colon"])
    yield from _listed(sentence, number, "；" if plain else "；、，")
    if not plain or number > 2:
        yield from _listed(re.split(r"[，；,;：:]", sentence, maxsplit=1)[0], number, "、")


def _listed(words: str, number: int, marks: str) -> Iterator[list[str]]:
    """Ways to read a list at one of some marks, the last two members perhaps joined by 和."""
    for mark in marks:
        items = [_clean(item) for item in re.split("[；;]" if mark == "；" else mark, words)]
        if mark == "、" and any("，" in item or "；" in item for item in items):
            continue
        if len(items) == number:
            clauses = max(item.count("，") for item in items[:-1]) + 1
            yield [*items[:-1], "，".join(items[-1].split("，")[:clauses])]
        if len(items) == number - 1 and mark == "、":
            joins = _JOIN.finditer(items[-1])
            cuts = [(items[-1][: join.start()], items[-1][join.end() :]) for join in joins]
            for left, right in sorted(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1]))):
                yield [*items[:-1], left, right]


def _numbered(text: str, end: int, number: int) -> list[str]:
    """“‘三个关系’。一是A，…。二是B，…”: the first clause behind each ordinal."""
    first = _FIRST.match(text, end)
    if not first:
        return []
    form = first[1]
    rest = text[first.start(1) :]
    items: list[str] = []
    at = 0
    for ordinal in "一二三四五六七八九十"[: number + 1]:
        mark = form.replace("一", ordinal)
        found = rest.find(mark, at)
        if found < 0 or (items and 0 <= rest.find(form, at) < found):  # another list begins
            break
        at = found + len(mark)
        items.append(re.split(r"[，。；：！？,;:\n]", rest[at:], maxsplit=1)[0])
    return items


def _clean(item: str) -> str:
    return _ORDINAL.sub("", item.strip(), count=1).strip() if _ORDINAL.match(item.strip()) else item.strip()
