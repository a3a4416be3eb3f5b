"""What the glossary lacks: phrases in quotation marks, phrases with a numeral.

In: texts in the order of their dates, and the terms. Out: ``Candidate`` values, the best first.

The evidence, best first: a phrase in quotation marks that begins with a numeral; one that only counts (“三个关系”) in a single
speech, and one with a numeral that several speeches use or that is spelt out where it stands; one in quotation marks, first those
that no 的 ties to a noun: with it most are figures of speech (带电的“高压线”). A noun that goes with one numeral is part of a name,
one that goes with many is counted (三个方面, 六个方面) and no candidate. A word whose quotation marks are the exception comes last.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from generator.matcher import key
from generator.model import Block, BlockId, SpeechId, Term, Text, Value
from generator.script import fold
from generator.suggest.items import HAN, NUMERAL, listed_nearby, spelt_out
from generator.suggest.review import around

CONTEXTS = 3
"""How many uses of a candidate are shown."""

_DIGITS = tuple(f"{NUMERAL}〇零百千0123456789")
_MEASURE = "个大项种类条"
_QUOTED = re.compile(f"[“‘「『]([{HAN}]{{2,10}})[”’」』]")
_NOUN = f"(?!要(?![素求点件义])|[的是等和与及在为了将把被就对从以也都上中下里来])[{HAN}]"
_END = f"(?!{_NOUN})"
_PLAIN = f"(?<![第几数近约{NUMERAL}\\d])"
_COUNTED = re.compile(f"{_PLAIN}([{NUMERAL}各每这那几多]+)([{_MEASURE}])((?:{_NOUN}){{2,4}}){_END}")
_SHORT = re.compile(
    f"{_PLAIN}(?:双(?:{_NOUN}){{2,4}}|[三四五六七八九十][化不有带](?:{_NOUN}){{0,4}}"
    f"|[两三四五六七八九十][{HAN}](?:合一|一体)){_END}"
)
_NEARBY = 20
"""How many uses of a phrase are searched for a list that is not beside it."""
_GRADE = re.compile("[一二三四五六七八九]等[功奖品级]")
_HEADING = re.compile(
    f"[{NUMERAL}]+[{_MEASURE}](?:方面|问题|环节|重点|任务|措施|工作|作用|关系|意识|能力|要求|目标|原则)"
)
"""What speakers count in lists of their own: a name only where a second speech has it too."""
_REACH = 40
"""Characters of its sentence that are shown on each side of a use."""


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
    is_set: bool = False
    """Whether it begins with a numeral and stands in quotation marks somewhere, as a set phrase does."""


class _Use(NamedTuple):
    """One place of a phrase; offsets in the block's text, and in its words, which are the text folded to simplified."""

    speech: SpeechId
    block: Block
    words: str
    start: int
    end: int


def candidates(texts: Sequence[Text], terms: Sequence[Term]) -> tuple[Candidate, ...]:
    """Find phrases that an editor may want in the glossary, the best evidence first; ``texts`` are in the order of dates."""
    names = "\n".join(key(name) for term in terms for name in (term.term, *term.aliases, *term.short))
    blocks = [(text.speech, block, fold(block.text)) for text in texts for block in text.blocks]
    quoted, figures, counted = _phrases([words for _, _, words in blocks])
    found: list[tuple[tuple[int, ...], Candidate]] = []
    for phrase, uses in _uses(blocks, sorted(phrase for phrase in quoted | counted if phrase not in names)):
        speeches = list(dict.fromkeys(use.speech for use in uses))
        items = _items(phrase, uses)
        rank = _rank(phrase, quoted[phrase], figures[phrase], len(uses), len(speeches), bool(items))
        if rank:
            contexts = tuple(_context(use) for use in _samples(uses))
            is_set = phrase[0] in NUMERAL and quoted[phrase] > 0
            candidate = Candidate(phrase, len(uses), len(speeches), speeches[0], contexts, items, is_set)
            found.append(((-rank, -len(speeches), -len(uses)), candidate))
    found.sort(key=lambda entry: entry[0])  # stable: else in the order of first use
    return tuple(candidate for _, candidate in found)


def _items(phrase: str, uses: Sequence[_Use]) -> tuple[str, ...]:
    """What a phrase counts: where a text spells it out beside it, else where one lists it nearby."""
    for reading, places in ((spelt_out, uses), (listed_nearby, uses[:_NEARBY])):
        for use in places:
            if items := reading(phrase, use.words, use.start, use.end):
                return items
    return ()


def _rank(phrase: str, quoted: int, figures: int, uses: int, speeches: int, spelt: bool) -> int:
    """How good the evidence is, 5 to 1; 0 is no candidate."""
    usual = 0 < uses <= 2 * quoted
    counts = phrase[0] in NUMERAL and not _GRADE.match(phrase)
    if counts and usual and (speeches > 1 or not _HEADING.fullmatch(phrase)):
        return 5
    if counts and (speeches > 1 or spelt or usual):
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
            numerals[_counted_noun(found)].add(found[1])
            counted[found[0]] += 1
        counted.update(found[0] for found in _SHORT.finditer(text))
    for phrase in list(counted):
        plain = _COUNTED.fullmatch(phrase)
        if plain and (
            plain[1][0] not in NUMERAL or plain[1] == "一" or len(numerals[_counted_noun(plain)]) > 1
        ):
            del counted[phrase]
    return quoted, figures, counted


def _counted_noun(found: re.Match[str]) -> str:
    """The noun of a phrase with a numeral: its last word; with 大, which counts only what has a name, all of it."""
    return found[3] if found[2] == "大" else found[3][-2:]


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
    """The sentence of a use; of a long one the part around it."""
    return Context(use.speech, use.block.id, around(use.block.text, use.start, use.end, _REACH))
