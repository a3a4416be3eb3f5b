"""Where the names of terms stand in a text: leftmost, longest.

The matcher works on the text folded to simplified characters and without quotation marks, and gives offsets of the text itself.
It says what stands there; which of several senses is meant, and what becomes a link, is decided in ``annotate.py``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from generator.model import Slug, Span, Term, Value
from generator.script import fold
from generator.segment import cut
from generator.sentences import Sentences
from generator.urls import slugify

_QUOTES = "“”‘’「」『』〝〞\"'＂＇"
_NO_QUOTES = {ord(mark): None for mark in _QUOTES}
_WORD_END = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]")
_WINDOW = 12
"""Characters on each side of a match that the segmenter is shown."""


class Entry(Value, frozen=True):
    """What matching needs to know of a term: nothing of its definition, so an edited definition changes no match."""

    slug: Slug
    term: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    contexts: tuple[str, ...]
    not_in: tuple[str, ...]
    scope: str
    coined: Span | None
    until: Span | None
    default: bool
    page: Slug
    """Slug of the page that lists the senses of the label; its own where it has no other sense."""


class Lexicon(Value, frozen=True):
    """All entries, and the words that the segmenter must keep whole."""

    entries: tuple[Entry, ...]
    allowed: tuple[str, ...] = ()


class Found(NamedTuple):
    """One match: offsets in the text, the entries that have this name, and the sentence around it."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    sentence: str
    rejected: str
    """not_in or straddle, else empty."""


def lexicon(terms: Iterable[Term], allowed: Iterable[str]) -> Lexicon:
    """What matching needs, from the glossary."""
    terms = tuple(terms)
    pages = sense_pages(terms)
    return Lexicon(
        tuple(
            Entry(
                t.slug, t.term, (t.term, *t.aliases), t.short, t.contexts, t.not_in, t.scope, t.coined, t.until, t.default,
                pages.get(t.term, t.slug),
            )
            for t in terms
        ),
        tuple(sorted(allowed)),
    )  # fmt: skip


def sense_pages(terms: Iterable[Term]) -> dict[str, Slug]:
    """For each label with several senses the slug of the page that lists them: what the slugs of the senses begin with alike.

    ``wuwei-yiti-buju`` and ``wuwei-yiti-dangjian`` have the page ``wuwei-yiti``. Where they share no beginning it is the
    pinyin of the label.
    """
    labels: dict[str, list[str]] = {}
    for term in terms:
        labels.setdefault(term.term, []).append(term.slug)
    pages = {}
    for label, slugs in labels.items():
        if len(slugs) > 1:
            shared = [
                parts[0]
                for parts in zip(*(slug.split("-") for slug in slugs), strict=False)
                if len(set(parts)) == 1
            ]
            prefix = "-".join(shared)
            alike = prefix and all(slug.startswith(prefix + "-") for slug in slugs)
            pages[label] = Slug(prefix if alike else slugify(label))
    return pages


def key(name: str) -> str:
    """A name as it is matched: simplified, without quotation marks."""
    return fold(name).translate(_NO_QUOTES)


class Matcher:
    """The automaton over a lexicon; kept per process, since it cannot be sent to another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_slug = {entry.slug: entry for entry in lexicon.entries}
        self.by_name: dict[str, list[Entry]] = {}
        short: dict[str, list[Entry]] = {}
        for entry in lexicon.entries:
            for name in dict.fromkeys(
                map(key, entry.names)
            ):  # names that differ in marks or script only are one
                self.by_name.setdefault(name, []).append(entry)
            for name in dict.fromkeys(map(key, entry.short)):
                short.setdefault(name, []).append(entry)
        self._short = {name: entries for name, entries in short.items() if name not in self.by_name}
        self._automata: dict[frozenset[str], tuple[AhoCorasick, list[str]]] = {}
        self._words = tuple(sorted({name for name in self.by_name if len(name) > 2} | set(lexicon.allowed)))
        self._verdicts: dict[tuple[str, int], bool] = {}

    def named(self, name: str) -> list[Entry]:
        """The entries of a name as an editor writes it."""
        return self.by_name.get(key(name), []) or self._short.get(key(name), [])

    def find(self, text: str) -> Iterator[Found]:
        """All matches in a block's text, in order, without overlap; those that are rejected say why."""
        squeezed = fold(text)
        offsets: list[int] | None = None
        if any(mark in squeezed for mark in _QUOTES):
            offsets = [i for i, c in enumerate(squeezed) if c not in _QUOTES]
            squeezed = squeezed.translate(_NO_QUOTES)
        sentences = Sentences(squeezed)
        for name, start, end in self._matches(squeezed, sentences):
            sentence = sentences.around(start, end)
            entries = tuple(self.by_name.get(name) or self._in_context(name, sentence))
            rejected = ""
            allowed = tuple(e for e in entries if not any(_covers(squeezed, s, start, end) for s in e.not_in))
            if not allowed:
                rejected = "not_in"
            elif end - start == 2 and self._straddles(squeezed, start):
                rejected = "straddle"
            first = offsets[start] if offsets else start
            last = offsets[end - 1] + 1 if offsets else end
            yield Found(first, last, allowed or entries, sentence, rejected)

    def _in_context(self, name: str, sentence: str) -> list[Entry]:
        return [e for e in self._short.get(name, ()) if any(key(word) in sentence for word in e.contexts)]

    def _matches(self, text: str, sentences: Sentences) -> Iterator[tuple[str, int, int]]:
        """Leftmost longest names; a short name takes part only in sentences where its context stands."""
        if not self._short or not any(name in text for name in self._short):
            yield from self._scan(text, frozenset(), 0)
            return
        for start, end in sentences:
            sentence = text[start:end]
            standing = frozenset(
                name for name in self._short if name in sentence and self._in_context(name, sentence)
            )
            yield from self._scan(sentence, standing, start)

    def _scan(self, text: str, short: frozenset[str], at: int) -> Iterator[tuple[str, int, int]]:
        if short not in self._automata:
            names = sorted({*self.by_name, *short} - {""})
            self._automata[short] = (
                AhoCorasick(
                    names, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
                ),
                names,
            )
        automaton, names = self._automata[short]
        for index, start, end in automaton.find_matches_as_indexes(text):
            yield names[index], at + start, at + end

    def _straddles(self, text: str, start: int) -> bool:
        """Whether a match of two characters ends off a word's border while a border lies inside it (政法 in 行政法规)."""
        left = max(0, start - _WINDOW)
        right = min(len(text), start + 2 + _WINDOW)
        for found in _WORD_END.finditer(text, left, start):
            left = found.end()
        if found_right := _WORD_END.search(text, start + 2, right):
            right = found_right.start()
        window, at = text[left:right], start - left
        verdict = self._verdicts.get((window, at))
        if verdict is None:
            borders, here = {0}, 0
            for word in cut(window, self._words):
                here += len(word)
                borders.add(here)
            verdict = at + 1 in borders and (at not in borders or at + 2 not in borders)
            self._verdicts[window, at] = verdict
        return verdict


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Whether an occurrence of ``longer`` covers ``text[start:end]``."""
    longer = key(longer)
    at = text.find(longer, max(0, end - len(longer)), start + len(longer))
    return 0 <= at <= start


def choose(found: Found, place: str, date: Span | None) -> Entry | None:
    """The sense that is meant: by the words around it, by place, by date, by default; None where it cannot be told."""
    entries = found.entries
    if len(entries) == 1:
        return entries[0]
    weights = [sum(key(word) in found.sentence for word in e.contexts) for e in entries]
    if best := [e for e, weight in zip(entries, weights, strict=True) if weight and weight == max(weights)]:
        entries = tuple(best)
    if len(entries) == 1:
        return entries[0]
    if place and len(here := [e for e in entries if fold(e.scope) == fold(place)]) == 1:
        return here[0]
    if date and len(then := [e for e in entries if (e.coined or e.until) and _in_use(e, date)]) == 1:
        return then[0]
    usual = [e for e in entries if e.default]
    return usual[0] if len(usual) == 1 else None


def _in_use(entry: Entry, date: Span) -> bool:
    """Whether a term was in use on a date, as far as its bounds say."""
    begins = entry.coined.earliest if entry.coined else ""
    ends = entry.until.latest if entry.until else ""
    return not (begins and date.latest and date.latest < begins) and not (
        ends and date.earliest and date.earliest > ends
    )
