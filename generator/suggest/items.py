"""What a phrase with a numeral counts, where a text spells it out beside it.

“A、B、C和D‘四大考验’”, “‘三个区分开来’是：A；B；C。”, “‘五个不发生’（A、B、…）”, “‘三个关系’。一是A…。二是B…”: as many
items as the numeral says, or none. Nearby lists count too where each item repeats the noun of the phrase: 服务… for 三服务.
"""

import re
from collections.abc import Iterable, Iterator

NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
NUMERAL = "一两双二三四五六七八九十"
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+(?:是|要)|第[一二三四五六七八九十]+[，、]?|[①-⑳]|[（(]?\d+[）).．]|[（(][一二三四五六七八九十]+[）)])"
)
_FIRST = re.compile(r"[^\n]{0,12}?(一是|一要|第一[，、])")
_AFTER_SENTENCE = re.compile(r"[^。！？\n]*[。：:](一是|一要|第一[，、])")
_JOIN = re.compile(r"以及|和|与|及")
_VERBS = "构建|建立|健全|完善|实施|推进|推动|推行|实行|开展|加强|强化|深化|突出|围绕|形成"
_LEAD = re.compile(f".*(?:是(?!否)|为|即|了|着|把|将|对|包括|面临|落实|做到|坚持|{_VERBS})(?=..)")
_HOW = "探索|研究|组织|统筹|全面|深入|扎实|大力|持续|积极"
_GOVERNS = re.compile(f".*(?:(?:加强|强化|加大)对|(?:{_HOW})(?:制定|{_VERBS}))(?=..)")
"""Words that lead to the whole list, whatever the length of the first item."""
_VERB = re.compile(f"坚持|落实|贯彻|践行|巩固|维护|{_VERBS}")
_SAYS = re.compile("(?:即|指|就是|是指|包括|分别是|分别为)[：:]?")
_OPENS = re.compile(
    f"[”’」』]?[{HAN}]{{0,6}}?(?:(?P<bracket>[（(])|(?P<colon>(?:就是|是指|包括|是|即|指)?[：:]|——)|(?<!不)(?:就是|是指|分别是|包括|即|是))"
)
_LONGEST = 80
_MEASURE = "个大项种类条件"
_NOUN = re.compile(f"[{NUMERAL}]+[{_MEASURE}]?((?:(?![{NUMERAL}])[{HAN}]){{1,4}})")
_TWO = re.compile(f"([{NUMERAL}])[{HAN}]([{NUMERAL}])[{HAN}]")
_ABOUT = re.compile(r"为(?:主要|基本|核心)?(?:内容|载体|重点|抓手|目标)的\Z")
_BESIDE = "[，、；](?:以及|和|与|及)?|以及|和|与|及"
_SENTENCES_BEFORE, _SENTENCES_BEHIND = 3, 2
"""How far from the phrase, within its paragraph, a list that repeats its noun may stand."""


def spelt_out(phrase: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """The items of a phrase at ``text[start:end]``, before it, behind it, or numbered in what follows; as many as it counts."""
    number = _count(phrase)
    if number < 2:
        return ()
    return _fitting(
        phrase,
        number,
        (
            *_behind(phrase, text, end, number),
            _numbered(phrase, text, end, number),
            *_before(text, start, number),
            *_two_lists(phrase, text, start),
        ),
    )


def listed_nearby(phrase: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """The items of a phrase where a list in its paragraph repeats its noun: weaker evidence than to be spelt out beside it."""
    number = _count(phrase)
    return _fitting(phrase, number, _repeating(phrase, text, start, end, number)) if number > 2 else ()


def _fitting(phrase: str, number: int, readings: Iterable[list[str]]) -> tuple[str, ...]:
    """The first reading with the right number of items, all different and whole, none too short, too long or the phrase itself."""
    for reading in readings:
        items = _from_noun(phrase, reading)
        if (
            len(items) == number
            and len(set(items)) == number
            and all(2 <= len(item) <= _LONGEST and phrase not in item and _is_whole(item) for item in items)
        ):
            return tuple(items)
    return ()


def _from_noun(phrase: str, items: list[str]) -> list[str]:
    """The items, the first from the noun of the phrase on where all others begin with it: 三个有利于."""
    noun = _noun(phrase)
    sure = len(items) > 2 or (len(noun) > 1 and len(items) > 1)
    if sure and noun and noun in items[0] and all(item.startswith(noun) for item in items[1:]):
        return [items[0][items[0].index(noun) :], *items[1:]]
    return items


def _noun(phrase: str) -> str:
    """What a phrase with one numeral counts: 改革 of 三项改革, 服务 of 三服务; nothing of other phrases."""
    named = _NOUN.fullmatch(phrase)
    return named[1] if named else ""


def _is_whole(item: str) -> bool:
    """Whether no quotation mark or bracket of an item is open or closed outside it."""
    return all(
        item.count(left) == item.count(right) for left, right in ("“”", "‘’", "「」", "『』", "《》", "（）")
    )


def _count(phrase: str) -> int:
    """What the numerals of a phrase add up to: 四大考验 4, 三会一课 4, 五位一体 5, 十二条 12; 0 without one at its head."""
    if phrase[0] not in NUMERALS or re.fullmatch("一[^一]+一[^一]+", phrase):  # 一市一品: one each
        return 0
    total = 0
    for run in re.findall(f"[{NUMERAL}]+", re.sub(r"(?<=.)(?:一体|合一)\Z", "", phrase)):
        tens, ten, ones = run.rpartition("十")
        total += (NUMERALS.get(tens, 1) * 10 if ten else 0) + (NUMERALS.get(ones, 0) if ones else 0)
    return total


def _before(text: str, start: int, number: int) -> Iterator[list[str]]:
    """“A、B、C和D‘四大考验’”: the list that ends where the phrase begins; two items are joined by a word."""
    clause = re.split(r"[，。；：！？（）,;:!?()\n]", text[:start].rstrip("“‘「『"))[-1]
    clause = re.sub(r"[等这的]+\Z", "", clause)
    for items in _listed(clause, number, "、"):
        items = _without_lead(items)
        least, most = min(map(len, items)), max(map(len, items))
        alike = most <= 2 * least or len({item[-1:] for item in items}) == 1
        if number == 2 and all(_VERB.fullmatch(item) for item in items):
            continue  # “坚持和落实‘两个…’”
        if alike if number > 2 else most <= least + 1 and "、" not in clause:
            yield items  # items of one kind are of like length, or have one noun


def _without_lead(items: list[str]) -> list[str]:
    """The items, the first without the words that lead to the list: as long as the others where those are of one length."""
    first, others = items[0], items[1:]
    if not others:
        return items
    sizes = {len(item) for item in others}
    size = max(sizes)
    governed = _GOVERNS.sub("", first)
    if governed != first and not any(_GOVERNS.match(item) for item in others):
        if len(governed) <= 2 * size:
            return [governed, *others]
        first = governed
    if len(sizes) == 1 and 1 < size < len(first) - 1:
        return [first[_cut(first, len(first) - size) :], *others]
    short = _LEAD.sub("", first)
    return [short if len(short) >= min(sizes) else first, *others]


def _cut(first: str, cut: int) -> int:
    """Where to cut the first item: not inside quotation marks, nor inside the verb that leads to the list."""
    for inside in (
        re.search(r"[“‘「『《][^“‘「『《”’」』》]*[”’」』》]", first),
        re.search(f"(?:{_VERBS})(?=..)", first),
    ):
        if inside and inside.start() < cut < inside.end():
            return inside.start() if first[inside.start()] in "“‘「『《" else inside.end()
    return cut


def _behind(phrase: str, text: str, end: int, number: int) -> Iterator[list[str]]:
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
    if _ORDINAL.match(rest) and number > 1 and not opens["bracket"]:
        yield _numbered(phrase, text, end, number)
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


def _numbered(phrase: str, text: str, end: int, number: int) -> list[str]:
    """“‘三个关系’。一是A，…。二是B，…”: behind each ordinal the clause with the noun of the phrase, else the first."""
    first = _FIRST.match(text, end)
    members = [_clauses(member) for member in _members(text, first, number)] if first else []
    return _with_noun(members, _noun(phrase)) or [clauses[0] for clauses in members]


def _members(text: str, first: re.Match[str], number: int) -> list[str]:
    """What stands behind each ordinal, from 一是 on, the last up to the end of its sentence; one more than counted, if there is."""
    form = first[1]
    rest = text[first.start(1) :]
    places: list[tuple[int, int]] = []
    at = 0
    for ordinal in "一二三四五六七八九十"[: number + 1]:
        mark = form.replace("一", ordinal)
        found = rest.find(mark, at)
        if found < 0 or (places and 0 <= rest.find(form, at) < found):  # another list begins
            break
        at = found + len(mark)
        places.append((found, at))
    stops = [begin for begin, _ in places[1:]] + [None]
    members = [rest[at:stop].removeprefix("要") for (_, at), stop in zip(places, stops, strict=True)]
    return [*members[:-1], re.split(r"[。！？\n]", members[-1], maxsplit=1)[0]]


def _two_lists(phrase: str, text: str, start: int) -> Iterator[list[str]]:
    """“以…A制、B制、C制，…D化、E化、F化为主要内容的‘三网三化’”: a clause for each numeral."""
    two = _TWO.fullmatch(phrase)
    words = text[:start].rstrip("“‘「『")
    if not two or not _ABOUT.search(words):
        return
    clauses = re.split(r"[，。；：！？\n]", _ABOUT.sub("", words))[-2:]
    found: list[str] = []
    for clause, numeral in zip(clauses, two.groups(), strict=False):
        for items in _listed(clause, NUMERALS[numeral], "、"):
            found += _without_lead(items)
            break
    yield found


def _repeating(phrase: str, text: str, start: int, end: int, number: int) -> Iterator[list[str]]:
    """Lists near a phrase whose items all begin or all end with its noun: 服务领导、服务基层、服务群众 for 三服务."""
    noun = _noun(phrase)
    if not noun:
        return
    behind = re.split(r"[。！？\n]", text[end:])[: 1 + _SENTENCES_BEHIND]
    ahead = re.split(r"[。！？\n]", text[:start])[-1 - _SENTENCES_BEFORE :]
    for sentence in behind[:2]:
        yield _with_noun([_clauses(group) for group in sentence.split("；")], noun)
    first = _AFTER_SENTENCE.match(text, end)
    if first:
        yield _with_noun([_clauses(member) for member in _members(text, first, number)], noun)
    for sentence in (*behind, *reversed(ahead)):
        yield from _runs(
            sentence, f"{noun}(?:(?!以及|和|与)[^，、；：。（）]){{1,12}}", "、|和|与|以及", phrase
        )
        if len(noun) > 1:
            item = f"(?:^|(?<=[，、；：])|(?<=和)|(?<=以及))(?:以及|和)?([^，、；：。（）]{{1,14}}?{noun})"
            yield from _runs(
                sentence, f"{item}(?=[，、；：]|以及|和|与|是|$)", f"(?:是[^，；]*)?(?:{_BESIDE})", phrase
            )


def _runs(sentence: str, item: str, between: str, phrase: str) -> Iterator[list[str]]:
    """The rows of items with nothing but a joint between them, the words that lead to the first left out."""
    runs: list[list[str]] = []
    stop = -1
    for found in re.finditer(item, sentence):
        words = found[found.lastindex or 0]
        if phrase in words:
            continue
        if runs and re.fullmatch(between, sentence[stop : found.start(found.lastindex or 0)]):
            runs[-1].append(words)
        else:
            runs.append([words])
        stop = found.end()
    for run in runs:
        yield _without_lead(run)


def _with_noun(members: list[list[str]], noun: str) -> list[str]:
    """Of each member the clause that begins, or else the last that ends, with a noun; none where one has no such clause."""
    for has in (str.startswith, str.endswith) if noun and members else ():
        chosen = [[clause for clause in clauses if has(clause, noun)] for clauses in members]
        if all(chosen):
            return [clauses[-1] for clauses in chosen]
    return []


def _clauses(words: str) -> list[str]:
    """The clauses of a sentence, never none."""
    return [part for part in re.split(r"[，。；：！？,;:\n]", words) if part] or [""]


def _clean(item: str) -> str:
    return _ORDINAL.sub("", item.strip(), count=1).strip() if _ORDINAL.match(item.strip()) else item.strip()
