"""Where the names of terms stand in a text: leftmost, longest.

The matcher works on the text folded to simplified characters and without quotation marks (``Squeezed``), and its offsets are of that;
``Squeezed.span`` gives those of the text itself. It says what stands there; which of several senses is meant is decided in
``senses.py``, what becomes a link in ``annotate.py``.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.automaton import Automaton, leftmost
from generator.model import Slug, Span, Term, Value
from generator.script import fold
from generator.segment import tears
from generator.sentences import Sentences
from generator.urls import slugify

QUOTES = "“”‘’「」『』〝〞\"'＂＇"
_NO_QUOTES = {ord(mark): None for mark in QUOTES}
_WORD_END = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]")
_JOINTS = ("、", "，", "")
"""What stands between the members of an enumeration in one text or another; quotation marks are no matter."""
_LAST_JOINTS = ("和", "与", "及", "以及")
"""What may stand before the last member instead."""
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
    part_of: tuple[Slug, ...]
    page: Slug
    """Slug of the page that lists the senses of the label; its own where it has no other sense."""


class Lexicon(Value, frozen=True):
    """All entries, and the words in which two characters that are a name are never taken for parts of two words."""

    entries: tuple[Entry, ...]
    allowed: tuple[str, ...] = ()


class Found(NamedTuple):
    """One match: offsets in the squeezed text, the entries that have this name, and the sentence around it."""

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
                tuple(Slug(slug) for slug in t.part_of), pages.get(t.term, t.slug),
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


def readings(name: str) -> list[str]:
    """A name, and where it is an enumeration (不敢腐、不能腐、不想腐) the other ways in which texts write one.

    With 、 or ， between the members or with nothing (不敢腐不能腐不想腐); with 和, 与, 及 or 以及 before the last. None of them where a
    member is a single character: what stands between 农、林 tells it from other words.
    """
    members = name.split("、")
    if len(members) == 1 or any(len(key(member)) < 2 for member in members):
        return [name]
    ways = [joint.join(members) for joint in _JOINTS]
    ways += [f"{'、'.join(members[:-1])}{joint}{members[-1]}" for joint in _LAST_JOINTS]
    return ways


class Squeezed:
    """A text folded to simplified characters and without quotation marks; it remembers where its characters stand."""

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self._places: list[int] | None = None
        if any(mark in self.text for mark in QUOTES):
            self._places = [i for i, c in enumerate(self.text) if c not in QUOTES]
            self.text = self.text.translate(_NO_QUOTES)
        self.sentences = Sentences(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text itself; marks at either end are not in them."""
        return (self._places[start], self._places[end - 1] + 1) if self._places else (start, end)

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """The reverse: what is left of ``text[start:end]`` of the text itself."""
        if self._places is None:
            return start, end
        return bisect_left(self._places, start), bisect_left(self._places, end)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the Chinese characters around a place, up to a mark of any kind, quotation marks too, or a few words away."""
        left = max(0, start - _WINDOW)
        right = min(len(self.text), end + _WINDOW)
        for found in _WORD_END.finditer(self.text, left, start):
            left = found.end()
        if found_right := _WORD_END.search(self.text, end, right):
            right = found_right.start()
        if places := self._places:
            left = next((i for i in range(start, left, -1) if places[i] - places[i - 1] > 1), left)
            right = next((i for i in range(end, right) if places[i] - places[i - 1] > 1), right)
        return left, right


class Matcher:
    """The automaton over a lexicon; kept per process, since it cannot be sent to another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_slug = {entry.slug: entry for entry in lexicon.entries}
        self.by_name = _by_name((entry, entry.names) for entry in lexicon.entries)
        self._add_readings(lexicon.entries)
        short = _by_name((entry, entry.short) for entry in lexicon.entries)
        self._short = {name: entries for name, entries in short.items() if name not in self.by_name}
        self._parts = self._by_outer(lexicon.entries)
        self._longest = Automaton(self.by_name, longest=True)
        self._any_short = Automaton(self._short)
        self._every = Automaton([*self.by_name, *self._short])
        names = {name for name in self.by_name if len(name) > 2 and not _WORD_END.search(name)}
        self._allowed = tuple(map(key, lexicon.allowed))
        self._words = tuple(sorted(names | {word for word in self._allowed if word}))
        self._verdicts: dict[tuple[str, int], bool] = {}

    def _add_readings(self, entries: Iterable[Entry]) -> None:
        """Other ways of writing an enumeration, but none that a term writes as its name and none that two labels share."""
        found = _by_name(
            (entry, [way for name in entry.names for way in readings(name)[1:]]) for entry in entries
        )
        for way, owners in found.items():
            if way not in self.by_name and len({entry.term for entry in owners}) == 1:
                self.by_name[way] = owners

    def _by_outer(self, entries: Iterable[Entry]) -> dict[Slug, dict[str, list[Entry]]]:
        """For each term, and each list of senses, the names of what is part of it: of a list, what is part of every sense."""
        senses: dict[Slug, set[Slug]] = {}
        for entry in self.by_slug.values():
            senses.setdefault(entry.page, set()).add(entry.slug)
        pages = {slug: page for page, slugs in senses.items() for slug in slugs}
        outers: dict[Slug, set[Slug]] = {}
        for entry in entries:
            if entry.part_of:
                lists = {pages[slug] for slug in entry.part_of if slug in pages}
                whole = {page for page in lists if senses[page] <= set(entry.part_of)}
                outers[entry.slug] = {*entry.part_of, *whole}
        found: dict[Slug, dict[str, list[Entry]]] = {}
        for name, owners in sorted({**self._short, **self.by_name}.items()):
            for entry in owners:
                for outer in outers.get(entry.slug, ()):
                    found.setdefault(outer, {}).setdefault(name, []).append(entry)
        return found

    def named(self, name: str) -> list[Entry]:
        """The entries of a name as an editor writes it."""
        return self.by_name.get(key(name), []) or self._short.get(key(name), [])

    def find(self, words: Squeezed) -> Iterator[Found]:
        """All matches in a block's text, in order, without overlap; those that are rejected say why."""
        for name, start, end in self._matches(words.text, words.sentences):
            found = self._found(words, start, end, self.by_name.get(name) or ())
            if found.rejected or end - start != 2 or not self._straddles(words, start):
                yield found
            else:
                yield found._replace(rejected="straddle")

    def parts(self, words: Squeezed, start: int, end: int, outer: Slug) -> Iterator[Found]:
        """Every place, inside a mention of a term, of a name of the terms that are ``part_of`` it."""
        for name, entries in self._parts.get(outer, {}).items():
            at = words.text.find(name, start, end)
            while at >= 0:
                found = self._found(words, at, at + len(name), entries if name in self.by_name else ())
                found = found._replace(entries=tuple(e for e in found.entries if e in entries))
                if found.entries and not found.rejected and len(name) < end - start:
                    yield found
                at = words.text.find(name, at + 1, end)

    def _found(self, words: Squeezed, start: int, end: int, entries: Iterable[Entry]) -> Found:
        """A match; without ``entries`` it is a short name, which those have whose context stands in the sentence."""
        sentence = words.sentences.around(start, end)
        entries = tuple(entries) or tuple(self._in_context(words.text[start:end], sentence))
        standing = tuple(e for e in entries if not any(_covers(words.text, s, start, end) for s in e.not_in))
        return Found(start, end, standing or entries, sentence, "" if standing else "not_in")

    def _in_context(self, name: str, sentence: str) -> list[Entry]:
        return [e for e in self._short.get(name, ()) if any(key(word) in sentence for word in e.contexts)]

    def _matches(self, text: str, sentences: Sentences) -> Iterator[tuple[str, int, int]]:
        """Leftmost longest names; a short name takes part only in sentences where its context stands."""
        if not self._any_short.find(text):
            yield from self._longest.find(text)
            return
        for first, last in sentences:
            sentence = text[first:last]
            short = {name for name, *_ in self._any_short.find(sentence, overlapping=True)}
            standing = {name for name in short if self._in_context(name, sentence)}
            if not standing:
                found = self._longest.find(sentence)
            else:
                every = self._every.find(sentence, overlapping=True)
                found = leftmost(match for match in every if match[0] in standing or match[0] in self.by_name)
            for name, start, end in found:
                yield name, first + start, first + end

    def _straddles(self, words: Squeezed, start: int) -> bool:
        """Whether a match of two characters belongs to two words (政法 in 行政法规)."""
        if any(_covers(words.text, word, start, start + 2) for word in self._allowed):
            return False
        left, right = words.clause(start, start + 2)
        window, at = words.text[left:right], start - left
        verdict = self._verdicts.get((window, at))
        if verdict is None:
            verdict = self._verdicts[window, at] = tears(window, at, self._words)
        return verdict


def _by_name(names: Iterable[tuple[Entry, Iterable[str]]]) -> dict[str, list[Entry]]:
    """The entries of each name as it is matched; names that differ in marks or script only are one."""
    found: dict[str, list[Entry]] = {}
    for entry, own in names:
        for name in dict.fromkeys(map(key, own)):
            found.setdefault(name, []).append(entry)
    return found


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Whether an occurrence of ``longer`` covers ``text[start:end]``."""
    longer = key(longer)
    at = text.find(longer, max(0, end - len(longer)), start + len(longer))
    return 0 <= at <= start
