"""Which words of a text are a term, by brute force: every occurrence of every name by ``str.find``, then the rules one after another.

A second way to the same answer, for tests: it shares nothing with the program, neither code nor automaton. ``mentions`` gives places
only; ``annotate`` gives all that is said of a use: the sense, the voice, the link or why there is none, and what was refused.
"""

import functools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jieba
import opencc

QUOTES = "“”‘’「」『』〝〞\"'＂＇"
SENTENCE_END = re.compile("[。！？!?\n]")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
PARTICLES = "的和与及或等"

Span = tuple[int, int]


class Sense(NamedTuple):
    """One entry of the glossary; dates are days in ISO, empty where it has none."""

    slug: str
    page: str
    term: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    scope: str = ""
    begins: str = ""
    ends: str = ""
    default: bool = False


class Passage(NamedTuple):
    """A block: its plain text, what the editor marked (start, end, name, slug), what the editor refused, and where no link can
    stand (start, end, reason)."""

    kind: str
    text: str
    explicit: tuple[tuple[int, int, str, str], ...] = ()
    refused: tuple[Span, ...] = ()
    held: tuple[tuple[int, int, str], ...] = ()


class Row(NamedTuple):
    """One use or refused match in the block ``passage``; ``reason`` is empty for a link."""

    passage: int
    start: int
    end: int
    term: str
    via: str
    voice: str
    reason: str


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.cache
def simple(character: str) -> str:
    """The simplified form of one character."""
    found: str = _converter().convert(character)
    return found if len(found) == 1 else character


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text simplified and without quotation marks, and where each of its characters stood."""
    kept = [i for i, character in enumerate(text) if character not in QUOTES]
    return "".join(simple(text[i]) for i in kept), kept


@functools.cache
def bare(name: str) -> str:
    """A name as it is looked for."""
    return squeezed(name)[0]


def every(text: str, name: str) -> Iterator[int]:
    """Every place of a name, overlapping ones too."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def ways(name: str) -> set[str]:
    """How else an enumeration may be written."""
    name = bare(name)
    if "、" not in name or min(map(len, name.split("、"))) < 2:
        return {name}
    head, _, tail = name.rpartition("、")
    return {name, name.replace("、", "，"), name.replace("、", "")} | {
        head + word + tail for word in ("和", "与", "及", "以及")
    }


def sentence_of(text: str, start: int, end: int) -> str:
    """The sentence around a place."""
    before = max((found.end() for found in SENTENCE_END.finditer(text, 0, start)), default=0)
    after = SENTENCE_END.search(text, end)
    return text[before : after.start() if after else len(text)]


def longest(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping places the leftmost, and of those the longest."""
    taken: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not taken or start >= taken[-1][1]:
            taken.append((start, end))
    return taken


class Names:
    """Who has which name: in full, with its other ways of writing; or for short."""

    def __init__(self, senses: Sequence[Sense]) -> None:
        self.full: dict[str, list[Sense]] = {}
        for sense in senses:
            for name in {bare(name) for name in (sense.term, *sense.aliases)}:
                self.full.setdefault(name, []).append(sense)
        other: dict[str, list[Sense]] = {}
        for sense in senses:
            for way in {way for name in (sense.term, *sense.aliases) for way in ways(name)} - {*self.full}:
                other.setdefault(way, []).append(sense)
        self.full |= {
            way: owners for way, owners in other.items() if len({sense.term for sense in owners}) == 1
        }
        self.short: dict[str, list[Sense]] = {}
        for sense in senses:
            for name in {bare(name) for name in sense.short} - {*self.full}:
                self.short.setdefault(name, []).append(sense)
        self.parts = [sense for sense in senses if sense.part_of]
        self.pages: dict[str, set[str]] = {}
        for sense in senses:
            self.pages.setdefault(sense.page, set()).add(sense.slug)

    def owners(self, name: str, sentence: str) -> list[Sense]:
        """The senses of a name in a sentence."""
        short = [
            sense
            for sense in self.short.get(name, [])
            if any(bare(word) in sentence for word in sense.contexts)
        ]
        return self.full.get(name) or short

    def places(self, text: str) -> list[Span]:
        """All places of all names, overlapping ones too."""
        return [
            (at, at + len(name))
            for name in (*self.full, *self.short)
            if name in text
            for at in every(text, name)
            if self.owners(name, sentence_of(text, at, at + len(name)))
        ]


def mentions(text: str, names: Iterable[str], short: Mapping[str, Iterable[str]] | None = None) -> list[Span]:
    """Start and end of each match; ``short`` has names that count only where one of their words is in the sentence."""
    senses = [Sense(name, name, name) for name in names]
    senses += [
        Sense(f"short {name}", name, f"short {name}", short=(name,), contexts=tuple(words))
        for name, words in (short or {}).items()
    ]
    plain, stood = squeezed(text)
    return [(stood[start], stood[end - 1] + 1) for start, end in longest(Names(senses).places(plain))]


# ---------------------------------------------------------------------------------------------------- word borders


class Words:
    """Word borders by the segmenter, which knows the longer names and the words that the site allows."""

    def __init__(self, names: Names, allowed: Iterable[str] = ()) -> None:
        known = {name for name in names.full if len(name) > 2 and all(map(HAN.match, name))}
        known |= {bare(word) for word in allowed}
        self.tokenizer = jieba.Tokenizer()
        self.tokenizer.FREQ, self.tokenizer.total = dictionary()
        self.tokenizer.FREQ = dict(self.tokenizer.FREQ)
        self.tokenizer.initialized = True
        for word in sorted(known):
            self.tokenizer.add_word(word)
        self.seen: dict[tuple[str, int], bool] = {}

    def weight(self, word: str) -> float:
        """The logarithm of how likely a word is."""
        return math.log(self.tokenizer.FREQ.get(word) or 1) - math.log(self.tokenizer.total)

    def likelihood(self, text: str) -> float:
        """That of the best of all ways to cut a text."""

        @functools.cache
        def best(at: int) -> float:
            if at == len(text):
                return 0.0
            ends = [
                end
                for end in range(at + 1, len(text) + 1)
                if end == at + 1 or self.tokenizer.FREQ.get(text[at:end])
            ]
            return max(self.weight(text[at:end]) + best(end) for end in ends)

        return best(0)

    def tear(self, text: str, at: int) -> bool:
        """Whether the two characters at a place belong to two words."""
        if (text, at) not in self.seen:
            self.seen[text, at] = self._tear(text, at)
        return self.seen[text, at]

    def _tear(self, text: str, at: int) -> bool:
        owner: list[int] = []
        tokens = list(self.tokenizer.cut(text, HMM=False))
        for number, token in enumerate(tokens):
            owner += [number] * len(token)
        first, second = owner[at], owner[at + 1]
        if first == second or len(tokens[first]) + len(tokens[second]) == 2:
            return False
        if len(tokens[first]) > 1 and len(tokens[second]) > 1:
            return True
        behind = "".join(tokens[second + 1 : second + 2])
        pair = len(tokens[second]) == 1 and len(behind) == 1 and behind not in PARTICLES
        frequency = dictionary()[0].get(text[at : at + 2]) or 100
        whole = math.log(frequency) - math.log(dictionary()[1])
        together = self.likelihood(text[:at]) + whole + self.likelihood(text[at + 2 :])
        return self.likelihood(text) - together > (1 if pair else 2)


@functools.cache
def dictionary() -> tuple[dict[str, int], int]:
    """The segmenter's own dictionary, read by itself."""
    tokenizer = jieba.Tokenizer()
    found: Any = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return found[0], found[1]


def window(text: str, stood: Sequence[int], start: int) -> tuple[str, int]:
    """Up to twelve characters on each side of two, as far as no mark stands between, and where in that the two begin."""
    left, right = start, start + 2
    while left > 0 and start - left < 12 and HAN.match(text[left - 1]) and stood[left] == stood[left - 1] + 1:
        left -= 1
    while (
        right < len(text)
        and right - start - 2 < 12
        and HAN.match(text[right])
        and stood[right] == stood[right - 1] + 1
    ):
        right += 1
    return text[left:right], start - left


# ---------------------------------------------------------------------------------------------------- sense and voice


def covered(text: str, start: int, end: int, longer: Iterable[str]) -> bool:
    """Whether one of some strings stands over a place."""
    return any(
        at <= start and end <= at + len(bare(word))
        for word in longer
        if bare(word)
        for at in every(text, bare(word))
    )


def meant(senses: Sequence[Sense], sentence: str, place: str, begins: str, ends: str) -> str:
    """The slug of the sense that is meant, or of the page of all senses."""
    page = senses[0].page
    if len(senses) == 1:
        return senses[0].slug
    weight = {sense.slug: sum(bare(word) in sentence for word in sense.contexts) for sense in senses}
    if most := max(weight.values()):
        senses = [sense for sense in senses if weight[sense.slug] == most]
    here = [sense for sense in senses if place and bare(sense.scope) == bare(place)]
    then = [
        sense
        for sense in senses
        if (begins or ends)
        and (sense.begins or sense.ends)
        and not (sense.begins and ends and ends < sense.begins)
        and not (sense.ends and begins and begins > sense.ends)
    ]
    usual = [sense for sense in senses if sense.default]
    for only in (list(senses), here, then, usual):
        if len(only) == 1:
            return only[0].slug
    return page


def voice(text: str, start: int, end: int) -> str:
    """Title, quoted or own."""
    left = max(text.rfind("《", 0, start), text.rfind("》", 0, start))
    right = re.search("[《》]", text[start:])
    if left >= 0 and text[left] == "《" and right and right[0] == "》" and start + right.start() >= end:
        return "title"
    for opening, closing in ("“”", "「」", "『』"):
        for first in every(text[:start], opening):
            depth = 0
            for last in range(first, len(text)):
                depth += (text[last] == opening) - (text[last] == closing)
                if depth == 0:
                    if last >= end and last - first > 15:
                        return "quoted"
                    break
    return "own"


# ---------------------------------------------------------------------------------------------------- a whole text


def annotate(
    passages: Sequence[Passage],
    senses: Sequence[Sense],
    names: Names,
    words: Words,
    *,
    allowed: Sequence[str] = (),
    place: str = "",
    dates: tuple[str, str] = ("", ""),
    unlink: Collection[str] = (),
) -> tuple[list[Row], list[Row]]:
    """Every use and every refused match of a text, in the order of the text; a part behind that in which it lies."""
    used: list[Row] = []
    refused: list[Row] = []
    linked: set[str] = set()
    for number, passage in enumerate(passages):
        plain, stood = squeezed(passage.text)
        if passage.kind == "heading":
            linked.clear()

        def at_text(
            start: int, end: int, stood: Sequence[int] = stood
        ) -> Span:  # from the squeezed text to the text
            return stood[start], stood[end - 1] + 1

        here: list[tuple[int, int, str, str]] = []
        for start, end, name, slug in passage.explicit:
            owners = (
                [s for s in senses if s.slug == slug] or names.full.get(bare(name)) or names.short[bare(name)]
            )
            first, last = bisected(stood, start, end)
            here.append(
                (start, end, meant(owners, sentence_of(plain, first, last), place, *dates), "explicit")
            )
        for first, last in longest(names.places(plain)):
            start, end = at_text(first, last)
            if any(start < stop and begin < end for begin, stop, *_ in passage.explicit):
                continue
            sentence = sentence_of(plain, first, last)
            owners = names.owners(plain[first:last], sentence)
            standing = [sense for sense in owners if not covered(plain, first, last, sense.not_in)]
            reason = "" if standing else "not_in"
            torn = last - first == 2 and not covered(plain, first, last, allowed)
            if not reason and torn and words.tear(*window(plain, stood, first)):
                reason = "straddle"
            if any(start < stop and begin < end for begin, stop in passage.refused):
                reason = "editor"
            if reason:
                slug = (standing or owners)[0].slug
                refused.append(
                    Row(number, start, end, slug, "match", voice(passage.text, start, end), reason)
                )
            else:
                here.append((start, end, meant(standing, sentence, place, *dates), "match"))
        for start, end, slug, via in sorted(here):
            said = voice(passage.text, start, end)
            mine = [sense.term for sense in senses if sense.slug == slug]
            if passage.kind == "heading":
                reason = "heading"
            elif held := [why for begin, stop, why in passage.held if begin < end and start < stop]:
                reason = held[0]
            elif slug in unlink or bare(passage.text[start:end]) in unlink or {*mine} & {*unlink}:
                reason = "unlink"
            else:
                reason = "repeat" if via == "match" and slug in linked else ""
            if not reason:
                linked.add(slug)
            used.append(Row(number, start, end, slug, via, said, reason))
            found: set[tuple[int, int, str]] = set()
            inside(plain, *bisected(stood, start, end), slug, names, (place, *dates), found)
            for part in sorted({slug for *_, slug in found}):
                spans = longest((first, last) for first, last, slug in found if slug == part)
                found = {use for use in found if use[2] != part or use[:2] in spans}
            for first, last, part in sorted(found, key=lambda use: (use[0], -use[1], use[2])):
                used.append(Row(number, *at_text(first, last), part, "match", said, "part"))
    return used, refused


def bisected(stood: Sequence[int], start: int, end: int) -> Span:
    """Offsets in the squeezed text of ``text[start:end]``."""
    return sum(at < start for at in stood), sum(at < end for at in stood)


def inside(
    plain: str,
    start: int,
    end: int,
    outer: str,
    names: Names,
    speech: tuple[str, str, str],
    found: set[tuple[int, int, str]],
) -> None:
    """Add every use inside ``plain[start:end]``, a use of ``outer``, of what is part of that, and of what is part of those."""
    of_outer = names.pages.get(outer, {outer})
    mine = [sense for sense in names.parts if outer in sense.part_of or of_outer <= {*sense.part_of}]
    for sense in mine:
        for name in {bare(n) for n in (*sense.short, *sense.aliases, sense.term)} | {
            way for n in (*sense.aliases, sense.term) for way in ways(n)
        }:
            for at in every(plain[start:end], name):
                first, last = start + at, start + at + len(name)
                sentence = sentence_of(plain, first, last)
                owners = [
                    owner
                    for owner in names.owners(name, sentence)
                    if owner in mine and not covered(plain, first, last, owner.not_in)
                ]
                if sense not in owners or last - first == end - start:
                    continue
                use = (first, last, meant(owners, sentence, *speech))
                if use not in found:
                    found.add(use)
                    inside(plain, *use, names, speech, found)
