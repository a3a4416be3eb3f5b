"""Annotated speeches and a glossary to what the glossary lacks: phrases in quotation marks, phrases with a numeral.

In: texts in the order of their dates, and the terms. Out: ``Candidate`` values, the best first; and the text of a term's file
for one of them.

The evidence, best first: a phrase in quotation marks that begins with a numeral; one with a numeral that several speeches use
or that is spelt out where it stands; one in quotation marks, first those that no 的 ties to a noun: with it most are figures of
speech (带电的“高压线”). A noun that goes with one numeral is part of a name, one that goes with many is counted (三个方面,
六个方面) and no candidate. A word whose quotation marks are the exception comes last.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from generator import frontmatter
from generator.matcher import key
from generator.model import Block, BlockId, SpeechId, Term, Text, Value
from generator.script import fold

CONTEXTS = 3
"""How many uses of a candidate are shown."""

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
_NUMERAL = "一两双二三四五六七八九十"
_DIGITS = tuple(f"{_NUMERAL}〇零百千0123456789")
_MEASURE = "个大项种类条"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_QUOTED = re.compile(f"[“‘「『]([{_HAN}]{{2,10}})[”’」』]")
_NOUN = f"(?![的是等和与及在要为了将把被就对从以也都上中下里来])[{_HAN}]"
_END = f"(?!{_NOUN})"
_PLAIN = f"(?<![第几数近约{_NUMERAL}\\d])"
_COUNTED = re.compile(f"{_PLAIN}([{_NUMERAL}各每这那几多]+)([{_MEASURE}])((?:{_NOUN}){{2,4}}){_END}")
_SHORT = re.compile(f"{_PLAIN}(?:双(?:{_NOUN}){{2,4}}|[三四五六七八九十][化不有带](?:{_NOUN}){{0,4}}){_END}")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）]*")
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


class Context(Value, frozen=True):
    """A sentence that uses a phrase."""

    speech: SpeechId
    block: BlockId
    sentence: str


class Candidate(Value, frozen=True):
    """A phrase that the glossary does not have."""

    phrase: str
    uses: int
    """How often it stands in the archive, in quotation marks or not."""
    speeches: int
    first: SpeechId
    """The first speech of the archive that uses it."""
    contexts: tuple[Context, ...]
    items: tuple[str, ...]
    """What it counts, where a speech spells it out: as many as its numeral says, or none."""


class _Use(NamedTuple):
    """One place of a phrase; offsets in the block's text, and in its words, which are the text folded to simplified."""

    speech: SpeechId
    block: Block
    words: str
    start: int
    end: int


def suggest(texts: Sequence[Text], terms: Sequence[Term]) -> tuple[Candidate, ...]:
    """Find phrases that an editor may want in the glossary, the best evidence first; ``texts`` are in the order of dates."""
    names = "\n".join(key(name) for term in terms for name in (term.term, *term.aliases, *term.short))
    blocks = [(text.speech, block, fold(block.text)) for text in texts for block in text.blocks]
    quoted, figures, counted = _phrases([words for _, _, words in blocks])
    found: list[tuple[tuple[int, ...], Candidate]] = []
    for phrase, uses in _uses(blocks, sorted(phrase for phrase in quoted | counted if phrase not in names)):
        speeches = list(dict.fromkeys(use.speech for use in uses))
        items = next(
            (items for use in uses if (items := spelt_out(phrase, use.words, use.start, use.end))), ()
        )
        rank = _rank(phrase, quoted[phrase], figures[phrase], len(uses), len(speeches), bool(items))
        if rank:
            contexts = tuple(_context(use) for use in _samples(uses))
            candidate = Candidate(phrase, len(uses), len(speeches), speeches[0], contexts, items)
            found.append(((-rank, -len(speeches), -len(uses)), candidate))
    found.sort(key=lambda entry: entry[0])  # stable: else in the order of first use
    return tuple(candidate for _, candidate in found)


def _rank(phrase: str, quoted: int, figures: int, uses: int, speeches: int, spelt: bool) -> int:
    """How good the evidence is, 5 to 1; 0 is no candidate."""
    usual = 0 < uses <= 2 * quoted
    if phrase[0] in _NUMERAL and usual:
        return 5
    if phrase[0] in _NUMERAL and (speeches > 1 or spelt):
        return 4
    if usual:
        return 3 if len(phrase) > 2 and 2 * figures <= quoted else 2
    return 1 if quoted or uses > 1 else 0


def _phrases(texts: Sequence[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each phrase stands in quotation marks, how often so beside 的, and how often with a numeral and without marks."""
    quoted: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    numerals: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        for found in _QUOTED.finditer(text):
            quoted[found[1]] += 1
            figures[found[1]] += "的" in (
                text[found.start() - 1 : found.start()],
                text[found.end() : found.end() + 1],
            )
        for found in _COUNTED.finditer(text):
            numerals[found[3][-2:]].add(found[1])
            counted[found[0]] += 1
        counted.update(found[0] for found in _SHORT.finditer(text))
    for phrase in list(counted):
        plain = _COUNTED.fullmatch(phrase)
        if plain and (plain[1][0] not in _NUMERAL or plain[1] == "一" or len(numerals[plain[3][-2:]]) > 1):
            del counted[phrase]
    return quoted, figures, counted


def _uses(
    blocks: Sequence[tuple[SpeechId, Block, str]], phrases: Sequence[str]
) -> Iterator[tuple[str, list[_Use]]]:
    """Every place of each phrase, in quotation marks or not, in the order of first use; none that lies in a longer one only."""
    uses: dict[str, list[_Use]] = {}
    if not phrases:
        return
    automaton = AhoCorasick(list(phrases), matchkind=MatchKind.Standard)
    for speech, block, words in blocks:
        for index, start, end in automaton.find_matches_as_indexes(words, overlapping=True):
            if not _is_part_of_number(words, start, end):
                uses.setdefault(phrases[index], []).append(_Use(speech, block, words, start, end))
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for phrase, places in uses.items():
        alike[len(places)].append(phrase)
    for phrase, places in uses.items():
        if not any(phrase in other and phrase != other for other in alike[len(places)]):
            yield phrase, places


def _is_part_of_number(text: str, start: int, end: int) -> bool:
    """Whether a match is cut out of a number or a date: 九五 in 一九九五年."""
    head = text[start] in _DIGITS and text[start - 1 : start] in ("第", *_DIGITS)
    return head or (text[end - 1] in _DIGITS and text[end : end + 1] in ("年", "月", *_DIGITS))


def _samples(uses: Sequence[_Use]) -> list[_Use]:
    """The first use of each speech, then further ones, each in a sentence of its own."""
    firsts = {use.speech: use for use in reversed(uses)}
    chosen: dict[Context, _Use] = {}
    for use in [*reversed(firsts.values()), *uses]:
        chosen.setdefault(_context(use), use)
        if len(chosen) == CONTEXTS:
            break
    return list(chosen.values())


def _context(use: _Use) -> Context:
    sentences = _SENTENCE.finditer(use.block.text)
    sentence = next(
        (found[0] for found in sentences if found.start() <= use.start < found.end()), use.block.text
    )
    return Context(use.speech, use.block.id, sentence.strip())


# ---------------------------------------------------------------------------------------------------- items


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


# ---------------------------------------------------------------------------------------------------- drafts


def draft(candidate: Candidate) -> str:
    """The file of a new term: its head, and who uses it where as a comment. The body is empty, so ``check`` asks for it."""
    values: dict[str, object] = {"term": candidate.phrase}
    if candidate.items:
        values["items"] = list(candidate.items)
    notes = [
        f"# {context.speech}#{context.block} {_one_line(context.sentence)}\n"
        for context in candidate.contexts
    ]
    head = frontmatter.dump(values)
    return (
        head[: head.rindex("---")]
        + f"# 共 {candidate.uses} 处，{candidate.speeches} 篇\n"
        + "".join(notes)
        + "---\n"
    )


def _one_line(sentence: str) -> str:
    return "".join(c for c in " ".join(sentence.split()) if c.isprintable())
