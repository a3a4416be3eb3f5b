"""Other spellings of known terms that the archive has: aliases to be added, or slips of the pen.

Found are names with another numeral (2个维护), with or without their measure word (四意识) or a 的 (关键的少数), with one or two
characters for others of the same sound (outside quotation marks: and tone), with up to two characters more inside quotation marks (“两个坚决维护”), and the items of
a term as a list of their own. What the glossary has already is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from generator.matcher import QUOTES, key
from generator.model import Block, BlockId, SpeechId, Term, Text, Value
from generator.script import fold
from generator.suggest.items import HAN, NUMERAL
from generator.suggest.review import around
from generator.urls import sort_key

_OTHER_NUMERALS = dict(zip("一三四五六七八九", "13456789", strict=True)) | {"两": "2二", "二": "2两"}
"""Other ways to write a numeral at the head of a name."""
_MEASURE = "个大项种"
_JOINTS = "、，和与及"
_NO_JOINTS = {ord(c): None for c in _JOINTS}
_OPENING, _CLOSING = "“‘「『〝", "”’」』〞"
_QUOTED = re.compile(f"[“‘「『]([{HAN}]{{4,12}})[”’」』]")
_INSERTED = 2
_SLIPS = 2
_REACH = 14


class Spelling(Value, frozen=True):
    """A spelling that the glossary does not know, of a term that it has."""

    term: Term
    words: str
    why: str
    """numeral, measure, de, sound, longer or items"""
    uses: int
    speeches: int
    first: tuple[SpeechId, BlockId, str]
    """The first place, with the words around it."""


class _Place(NamedTuple):
    speech: SpeechId
    block: Block
    start: int
    end: int


def spellings(texts: Sequence[Text], terms: Sequence[Term]) -> tuple[Spelling, ...]:
    """Find them, those used most first; ``texts`` are in the order of dates."""
    known = {key(name) for term in terms for name in (term.term, *term.aliases, *term.short)}
    found: defaultdict[tuple[str, str, str], list[_Place]] = defaultdict(list)
    by_slug = {term.slug: term for term in terms}
    blocks = [(text.speech, block, fold(block.text)) for text in texts for block in text.blocks]
    for slug, words, why, place in (
        *_respelt(blocks, terms, known),
        *_longer(blocks, terms, known),
        *_listed(blocks, terms, known),
        *_slips(blocks, terms, known),
    ):
        found[slug, words, why].append(place)
    made = [
        Spelling(
            by_slug[slug],  # type: ignore[index]
            words,
            why,
            len(places),
            len({place.speech for place in places}),
            (
                places[0].speech,
                places[0].block.id,
                around(places[0].block.text, places[0].start, places[0].end, _REACH),
            ),
        )
        for (slug, words, why), places in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.speeches, -one.uses, one.term.slug, one.words)))


_Blocks = Sequence[tuple[SpeechId, Block, str]]
_Found = Iterator[tuple[str, str, str, _Place]]


def _squeezed(text: str, without: str) -> tuple[str, list[int]]:
    """The text without some characters, and where each that is left stands."""
    offsets = [i for i, c in enumerate(text) if c not in without]
    return "".join(text[i] for i in offsets), offsets


def _respelt(blocks: _Blocks, terms: Sequence[Term], known: set[str]) -> _Found:
    """Other numerals, measure words and 的."""
    forms: dict[str, tuple[str, str]] = {}
    for term in terms:
        for name in (term.term, *term.aliases):
            for form, why in _forms(key(name)):
                if not any(form in other for other in known):
                    forms.setdefault(form, (term.slug, why))
    yield from _search(blocks, forms, QUOTES)


def _forms(name: str) -> Iterator[tuple[str, str]]:
    """Other ways to write a name."""
    if len(name) < 3 or re.search(f"[^{HAN}]", name):
        return
    for other in _OTHER_NUMERALS.get(name[0], ""):
        yield other + name[1:], "numeral"
    if name[0] in NUMERAL and len(name) > 3:
        if name[1] in _MEASURE:
            yield name[0] + name[2:], "measure"
        else:
            yield f"{name[0]}个{name[1:]}", "measure"
    if len(name) > 3:
        if "的" in name:
            yield name.replace("的", ""), "de"
        else:
            yield from ((f"{name[:i]}的{name[i:]}", "de") for i in range(2, len(name) - 1))


def _listed(blocks: _Blocks, terms: Sequence[Term], known: set[str]) -> _Found:
    """The items of a term in their order, whatever joins them."""
    names = {name.translate(_NO_JOINTS) for name in known}
    forms: dict[str, tuple[str, str]] = {}
    for term in terms:
        for version in term.items:
            form = key("".join(version.list)).translate(_NO_JOINTS)
            if (
                len(version.list) > 1
                and len(form) > 5
                and form not in names
                and re.fullmatch(f"[{HAN}]+", form)
            ):
                forms.setdefault(form, (term.slug, "items"))
    yield from _search(blocks, forms, QUOTES + _JOINTS)


def _search(blocks: _Blocks, forms: dict[str, tuple[str, str]], without: str) -> _Found:
    """Places of some forms in the texts without some characters."""
    if not forms:
        return
    automaton = AhoCorasick(sorted(forms), matchkind=MatchKind.LeftmostLongest)
    ordered = sorted(forms)
    for speech, block, words in blocks:
        squeezed, offsets = _squeezed(words, without)
        for index, start, end in automaton.find_matches_as_indexes(squeezed):
            first, last = offsets[start], offsets[end - 1] + 1
            slug, why = forms[ordered[index]]
            yield slug, key(words[first:last]), why, _Place(speech, block, first, last)


def _longer(blocks: _Blocks, terms: Sequence[Term], known: set[str]) -> _Found:
    """Phrases in quotation marks that are a name with one or two characters put in."""
    heads: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for term in terms:
        for name in map(key, (term.term, *term.aliases)):
            if len(name) > 3:
                heads[name[0] + name[-1]].append((name, term.slug))
    for speech, block, words in blocks:
        for quoted in _QUOTED.finditer(words):
            phrase = quoted[1]
            for name, slug in heads.get(phrase[0] + phrase[-1], ()):
                more = len(phrase) - len(name)
                if 0 < more <= _INSERTED and phrase not in known and _is_within(name, phrase):
                    yield slug, phrase, "longer", _Place(speech, block, quoted.start(1), quoted.end(1))


def _is_within(name: str, phrase: str) -> bool:
    """Whether the characters of a name stand in a phrase in their order, but not side by side."""
    rest = iter(phrase)
    return all(c in rest for c in name) and name not in phrase


def _slips(blocks: _Blocks, terms: Sequence[Term], known: set[str]) -> _Found:
    """Words of the same sound as a name, one or two characters of which are others."""
    halves: defaultdict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for term in terms:
        for name in map(key, (term.term, *term.aliases)):
            if 4 <= len(name) <= 12 and re.fullmatch(f"[{HAN}]+", name):
                middle = len(name) // 2
                halves[name[:middle]].append((name, 0, term.slug))
                halves[name[middle:]].append((name, middle, term.slug))
    if not halves:
        return
    ordered = sorted(halves)
    automaton = AhoCorasick(ordered, matchkind=MatchKind.Standard)
    for speech, block, words in blocks:
        squeezed, offsets = _squeezed(words, QUOTES)
        for index, start, _ in automaton.find_matches_as_indexes(squeezed, overlapping=True):
            for name, at, slug in halves[ordered[index]]:
                first = start - at
                window = squeezed[max(first, 0) : first + len(name)]
                if first < 0 or len(window) < len(name) or window in known:
                    continue
                start_at, end_at = offsets[first], offsets[first + len(name) - 1] + 1
                quoted = (
                    start_at > 0
                    and words[start_at - 1] in _OPENING
                    and words[end_at : end_at + 1] in _CLOSING
                )
                if _sounds_alike(window, name, with_tones=not quoted):
                    yield slug, window, "sound", _Place(speech, block, start_at, end_at)


def _sounds_alike(words: str, name: str, *, with_tones: bool) -> bool:
    """Whether two rows of characters of one length differ in a few that sound alike."""
    others = [(a, b) for a, b in zip(words, name, strict=True) if a != b]
    if not 0 < len(others) <= _SLIPS or not all(re.match(f"[{HAN}]", a) for a, _ in others):
        return False
    return _sounds(words, with_tones=with_tones) == _sounds(name, with_tones=with_tones)


def _sounds(words: str, *, with_tones: bool) -> str:
    sounds = sort_key(words).split("\0")[0]
    return sounds if with_tones else re.sub(r"\d", "", sounds)
