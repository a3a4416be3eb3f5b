"""Annotated speeches and a glossary to what the glossary lacks: phrases in quotation marks, phrases with a numeral.

In: texts in the order of their dates, and the terms. Out: ``Candidate`` values, the best first; and the text of a term's file
for one of them.

The evidence, best first: a phrase in quotation marks that begins with a numeral; one with a numeral that several speeches use
or that is spelt out where it stands; one in quotation marks. A noun that goes with one numeral is part of a name, one that goes
with many is counted (三个方面, 六个方面) and no candidate. A word whose quotation marks are the exception comes last.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
_MEASURE = "个大项种类条"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_QUOTED = re.compile(f"[“‘「『]([{_HAN}]{{2,10}})(?=[”’」』])")
_NOUN = f"[^的是等和与及在要为了将把被就对从以也都上中下里来\\W\\w]|(?![的是等和与及在要为了将把被就对从以也都上中下里来])[{_HAN}]"
_END = f"(?!{_NOUN})"
_COUNTED = re.compile(f"(?<![第几数近约{_NUMERAL}\\d])([{_NUMERAL}各每这那几多]+)([{_MEASURE}])((?:{_NOUN}){{2,6}}){_END}")
_SHORT = re.compile(f"(?<![第几数近约{_NUMERAL}\\d])([两双三四五六七八九])([化不有带抓查]|联)((?:{_NOUN}){{0,4}}){_END}")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）]*")
_ORDINAL = re.compile(r"(?:[一二三四五六七八九十]+(?:是|要)|第[一二三四五六七八九十]+[，、]?|[①-⑳]|[（(]?\d+[）).．]|[（(][一二三四五六七八九十]+[）)])")
_JOIN = re.compile(r"以及|和|与|及")
_LEAD = re.compile(r".*(?:是|为|即|有|了|着|把|将|对|包括|面临|落实|做到|坚持)(?=..)")
_OPENS = re.compile(f"[”’」』]?(?:[{_HAN}]{{0,6}}?)(?:([（(])|(?:就是|即是|是指|分别是|包括|是|即|指)?[：:]|(?:就是|是指|分别是|包括|即)|是|——)")
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
    """One place of a phrase; offsets in the block's text."""

    text: Text
    block: Block
    start: int
    end: int


def suggest(texts: Sequence[Text], terms: Sequence[Term]) -> tuple[Candidate, ...]:
    """Find phrases that an editor may want in the glossary, the best evidence first; ``texts`` are in the order of dates."""
    names = "\n".join(key(name) for term in terms for name in (term.term, *term.aliases, *term.short))
    quoted, counted = _phrases(texts)
    found: list[tuple[tuple[int, ...], Candidate]] = []
    for phrase, uses in _uses(texts, sorted(phrase for phrase in quoted | counted if phrase not in names)):
        speeches = list(dict.fromkeys(use.text.speech for use in uses))
        items = next((items for use in uses if (items := spelt_out(phrase, use.block.text, use.start, use.end))), ())
        rank = _rank(phrase, quoted[phrase], len(uses), len(speeches), bool(items))
        if rank:
            contexts = tuple(_context(use) for use in _samples(uses))
            candidate = Candidate(phrase, len(uses), len(speeches), speeches[0], contexts, items)
            found.append(((-rank, -len(speeches), -len(uses)), candidate))
    found.sort(key=lambda entry: entry[0])  # stable: else in the order of first use
    return tuple(candidate for _, candidate in found)


def _rank(phrase: str, quoted: int, uses: int, speeches: int, spelt: bool) -> int:
    """How good the evidence is, 5 to 1; 0 is no candidate."""
    usual = 2 * quoted >= uses
    if phrase[0] in _NUMERAL and quoted and usual:
        return 5
    if phrase[0] in _NUMERAL and (speeches > 1 or spelt):
        return 4
    if quoted and usual:
        return 3 if len(phrase) > 2 else 2
    return 1 if quoted or uses > 1 else 0


def _phrases(texts: Sequence[Text]) -> tuple[Counter[str], Counter[str]]:
    """Phrases in quotation marks, and phrases with a numeral without; how often each."""
    quoted: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    numerals: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        for block in text.blocks:
            words = fold(block.text)
            quoted.update(found[1] for found in _QUOTED.finditer(words))
            for found in _COUNTED.finditer(words):
                numerals[found[3][-2:]].add(found[1])
                counted[found[0]] += 1
            counted.update(found[0] for found in _SHORT.finditer(words) if len(found[0]) > 2)
    for phrase in list(counted):
        plain = _COUNTED.fullmatch(phrase)
        if plain and (plain[1][0] not in _NUMERAL or plain[1] == "一" or len(numerals[plain[3][-2:]]) > 1):
            del counted[phrase]
    return quoted, counted


def _uses(texts: Sequence[Text], phrases: Sequence[str]) -> Iterator[tuple[str, list[_Use]]]:
    """Every place of each phrase, in quotation marks or not, in the order of first use; none that lies in a longer one only."""
    uses: dict[str, list[_Use]] = {}
    if not phrases:
        return
    automaton = AhoCorasick(list(phrases), matchkind=MatchKind.Standard)
    for text in texts:
        for block in text.blocks:
            for index, start, end in automaton.find_matches_as_indexes(fold(block.text), overlapping=True):
                uses.setdefault(phrases[index], []).append(_Use(text, block, start, end))
    whole = sorted(uses, key=len, reverse=True)
    for phrase, places in uses.items():
        longer = (other for other in whole if len(other) > len(phrase) and phrase in other)
        if not any(len(uses[other]) == len(places) for other in longer):
            yield phrase, places


def _samples(uses: Sequence[_Use]) -> list[_Use]:
    """The first use of each speech, then further ones, each in a sentence of its own."""
    firsts = {use.text.speech: use for use in reversed(uses)}
    chosen: list[_Use] = []
    for use in [*sorted(firsts.values(), key=uses.index), *uses]:
        if _context(use) not in map(_context, chosen):
            chosen.append(use)
        if len(chosen) == CONTEXTS:
            break
    return chosen


def _context(use: _Use) -> Context:
    sentences = _SENTENCE.finditer(use.block.text)
    sentence = next((found[0] for found in sentences if found.start() <= use.start < found.end()), use.block.text)
    return Context(use.text.speech, use.block.id, sentence.strip())


# ---------------------------------------------------------------------------------------------------- items


def spelt_out(phrase: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """The items of a phrase at ``text[start:end]``, before it, behind it, or numbered in what follows; as many as it counts."""
    number = _count(phrase)
    if number < 2:
        return ()
    for items in (*_behind(text, end, number), _numbered(text, end, number), *_before(text, start, number)):
        if len(items) == number and len(set(items)) == number and all(2 <= len(item) <= _LONGEST for item in items):
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
    """“A、B、C和D‘四大考验’”: the list that ends where the phrase begins."""
    clause = re.split(r"[，。；：！？（）,;:!?()\n]", text[:start].rstrip("“‘「『"))[-1].removesuffix("等").removesuffix("这")
    for items in _listed(clause, number):
        if len(items) == number:
            first = _LEAD.sub("", items[0])
            yield [first if len(first) >= min(map(len, items[1:])) else items[0], *items[1:]]


def _behind(text: str, end: int, number: int) -> Iterator[list[str]]:
    """“‘三个区分开来’是：A；B；C。” and “‘五个不发生’（A、B、…）”."""
    opens = _OPENS.match(text, end)
    if not opens:
        return
    rest = text[opens.end() :]
    if opens[1]:
        yield from _listed(re.split(r"[）)]", rest, maxsplit=1)[0], number)
        return
    sentence = re.split(r"[。！？\n]", rest, maxsplit=1)[0]
    yield from _listed(sentence, number)
    yield from _listed(re.split(r"[，；,;：:]", sentence, maxsplit=1)[0], number)


def _listed(words: str, number: int) -> Iterator[list[str]]:
    """Ways to read a list: at semicolons, else at enumeration commas, the last member perhaps joined by 和."""
    for mark in ("；", "、", "，"):
        items = [_clean(item) for item in re.split(f"[{mark};]" if mark == "；" else mark, words)]
        if len(items) == number:
            yield items
        if len(items) == number - 1 and mark == "、":
            joins = list(_JOIN.finditer(items[-1]))
            cuts = [(items[-1][: j.start()], items[-1][j.end() :]) for j in joins]
            for left, right in sorted(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1]))):
                yield [*items[:-1], left, right]


def _numbered(text: str, end: int, number: int) -> list[str]:
    """“‘三个关系’。一是A，…。二是B，…”: the first clause behind each ordinal."""
    rest = text[end:]
    at = 0
    items: list[str] = []
    for ordinal in "一二三四五六七八九十":
        found = re.compile(f"(?:{ordinal}[是要]|第{ordinal}[，、])").search(rest, at)
        if not found or (not items and found.start() > 12):
            break
        at = found.end()
        items.append(re.split(r"[，。；：！？,;:\n]", rest[at:], maxsplit=1)[0])
    return items if len(items) == number else []


def _clean(item: str) -> str:
    return _ORDINAL.sub("", item.strip(), count=1).strip() if _ORDINAL.match(item.strip()) else item.strip()


# ---------------------------------------------------------------------------------------------------- drafts


def draft(candidate: Candidate) -> str:
    """The file of a new term: its head, and who uses it where as a comment. The body is empty, so ``check`` asks for it."""
    values: dict[str, object] = {"term": candidate.phrase}
    if candidate.items:
        values["items"] = list(candidate.items)
    notes = [f"# {c.speech}#{c.block} {' '.join(c.sentence.split())}\n" for c in candidate.contexts]
    head = frontmatter.dump(values)
    return head[: head.rindex("---")] + f"# 共 {candidate.uses} 处，{candidate.speeches} 篇\n" + "".join(notes) + "---\n"


def lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """One line a candidate: phrase, uses, speeches, items."""
    for candidate in candidates:
        items = f"\t{'、'.join(candidate.items)}" if candidate.items else ""
        yield f"{candidate.phrase}\t{candidate.uses}\t{candidate.speeches}{items}"
