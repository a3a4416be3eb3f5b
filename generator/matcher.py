"""Where the names of terms stand in a text: leftmost, longest.

The matcher works on the text folded to simplified characters and without quotation marks (``Squeezed``), and its offsets are of that;
``Squeezed.span`` gives those of the text itself. It says what stands there; which of several senses is meant is decided in
``senses.py``, what becomes a link in ``annotate.py``.
"""

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.automaton import Automaton, Match, leftmost
from generator.model import Slug, Span, Term, Value
from generator.script import fold, fold_table
from generator.segment import Segmenter
from generator.sentences import PART, Sentences
from generator.urls import slugify

QUOTES = "“”‘’「」『』〝〞\"'＂＇"
_NO_QUOTES = {ord(mark): None for mark in QUOTES}
_MARKS = frozenset(QUOTES + "《")
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
    segments: bool = True
    """Whether two characters that are a name are ever taken for parts of two words."""


class Found(NamedTuple):
    """One match: offsets in the squeezed text, and the entries that have this name."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    words: "Squeezed"
    rejected: str
    """not_in or straddle, else empty."""

    @property
    def sentence(self) -> str:
        """The sentence around it."""
        return self.words.sentences.around(self.start, self.end)


Placed = tuple[Found, int, int]
"""What was found, and where in the text itself it begins and ends."""


def lexicon(terms: Iterable[Term], allowed: Iterable[str], *, segments: bool = True) -> Lexicon:
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
        segments,
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


@functools.lru_cache(maxsize=1 << 14)
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


@functools.cache
def _word_end() -> re.Pattern[str]:
    """Made where word borders are asked for: a class of all Han characters takes two milliseconds to compile."""
    return re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]")


@functools.cache
def _signs() -> re.Pattern[str]:
    """Whatever makes a text another one when it is squeezed, or tells who speaks in it: found in one pass, which is half of what
    reading a plain text takes here."""
    return re.compile(f"[{''.join(sorted(_MARKS))}{''.join(map(chr, sorted(fold_table())))}]")


class Squeezed:
    """A text folded to simplified characters and without quotation marks; it remembers where its characters stand.

    It may be many texts, with ``PART`` between them: no name has that, so none is found across them.
    """

    def __init__(self, text: str) -> None:
        self.marks = [(found.start(), found[0]) for found in _signs().finditer(text)]
        """Quotation marks, and the marks that open a title, with their places in the text itself."""
        signs = {sign for _, sign in self.marks}
        if not signs <= _MARKS:
            text = text.translate(fold_table())
            self.marks = [mark for mark in self.marks if mark[1] in _MARKS]
        self._marks = [at for at, mark in self.marks if mark != "《"]
        """Where each quotation mark stands in the text itself."""
        self._gaps = [at - i for i, at in enumerate(self._marks)]
        """Where it would stand in the squeezed text: before the character with that number."""
        begins, ends = [0, *(at + 1 for at in self._marks)], [*self._marks, len(text)]
        self.text = "".join([text[begin:end] for begin, end in zip(begins, ends, strict=True)])

    @functools.cached_property
    def sentences(self) -> Sentences:
        """The sentences of the squeezed text."""
        return Sentences(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text itself; marks at either end are not in them."""
        gaps = self._gaps
        return start + bisect_right(gaps, start), end + bisect_right(gaps, end - 1)

    def placed(self, found: Iterable[Found]) -> "list[Placed]":
        """What was found in the squeezed text, with the offsets in the text itself."""
        gaps = self._gaps
        return [
            (one, one.start + bisect_right(gaps, one.start), one.end + bisect_right(gaps, one.end - 1))
            for one in found
        ]

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """The reverse: what is left of ``text[start:end]`` of the text itself."""
        return start - bisect_left(self._marks, start), end - bisect_left(self._marks, end)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the Chinese characters around a place, up to a mark of any kind, quotation marks too, or a few words away."""
        left = max(0, start - _WINDOW)
        right = min(len(self.text), end + _WINDOW)
        for found in _word_end().finditer(self.text, left, start):
            left = found.end()
        if found_right := _word_end().search(self.text, end, right):
            right = found_right.start()
        if gaps := self._gaps:
            before = bisect_right(gaps, start) - 1
            behind = bisect_left(gaps, end)
            if before >= 0:
                left = max(left, gaps[before])
            if behind < len(gaps):
                right = min(right, gaps[behind])
        return left, right


Verdict = tuple[str, int, bool]
"""A stretch of text, a place in it, and whether the two characters there belong to two words."""


class Matcher:
    """The automaton over a lexicon; kept per process, since it cannot be sent to another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_slug = {entry.slug: entry for entry in lexicon.entries}
        self.by_name = _by_name((entry, entry.names) for entry in lexicon.entries)
        self._add_readings(lexicon.entries)
        self._not_in = {e.slug: _keys(e.not_in) for e in lexicon.entries if e.not_in}
        self._contexts = {e.slug: _keys(e.contexts) for e in lexicon.entries}
        self._certain = {
            name: tuple(entries)
            for name, entries in self.by_name.items()
            if all(entry.slug not in self._not_in for entry in entries)
        }
        """Names that mean their terms wherever they stand."""
        short = _by_name((entry, entry.short) for entry in lexicon.entries)
        self._short = {name: entries for name, entries in short.items() if name not in self.by_name}
        self._parts = self._by_outer(lexicon.entries)
        self.outer = frozenset(self._parts)
        """Terms that any other is ``part_of``."""
        self._longest = Automaton(self.by_name, longest=True)
        self._any_short = Automaton(self._short)
        self._allowed = _keys(lexicon.allowed)
        self._segments = lexicon.segments
        self._verdicts: dict[tuple[str, int], bool] = {}
        self._asked: dict[tuple[str, int], bool] = {}

    @functools.cached_property
    def _every(self) -> Automaton:
        return Automaton([*self.by_name, *self._short])

    @functools.cached_property
    def _segmenter(self) -> Segmenter:
        """Made when the first match is to be judged: its dictionary takes a while."""
        names = {name for name in self.by_name if len(name) > 2 and not _word_end().search(name)}
        return Segmenter(sorted(names | {word for word in self._allowed if word}))

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
        """All matches in a text, in order, without overlap; those that are rejected say why."""
        for name, start, end in self._matches(words):
            entries = self._certain.get(name)
            found = (
                Found(start, end, entries, words, "")
                if entries
                else self._found(words, start, end, self.by_name.get(name) or ())
            )
            if end - start == 2 and self._segments and not found.rejected and self._straddles(words, start):
                found = found._replace(rejected="straddle")
            yield found

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
        entries = tuple(entries) or tuple(
            self._in_context(words.text[start:end], words.sentences.around(start, end))
        )
        standing = tuple(e for e in entries if not self._stands_in_other(e, words.text, start, end))
        return Found(start, end, standing or entries, words, "" if standing else "not_in")

    def _stands_in_other(self, entry: Entry, text: str, start: int, end: int) -> bool:
        return any(_covers(text, longer, start, end) for longer in self._not_in.get(entry.slug, ()))

    def _in_context(self, name: str, sentence: str) -> list[Entry]:
        return [
            e for e in self._short.get(name, ()) if any(word in sentence for word in self._contexts[e.slug])
        ]

    def _matches(self, words: Squeezed) -> Iterator[Match]:
        """Leftmost longest names; a short name takes part only in sentences where its context stands."""
        text, at = words.text, 0
        for _, start, end in self._any_short.find(text) if self._short else ():
            if start < at:
                continue  # in a part that has been read
            first, last = text.rfind(PART, at, start) + 1 or at, text.find(PART, end) + 1 or len(text)
            yield from _moved(self._longest.find(text[at:first]), at)
            yield from self._by_sentence(text[first:last], Sentences(text[first:last]), first)
            at = last
        yield from _moved(self._longest.find(text[at:]), at) if at else self._longest.find(text)

    def _by_sentence(self, text: str, sentences: Sentences, at: int) -> Iterator[Match]:
        for first, last in sentences:
            sentence = text[first:last]
            short = {name for name, *_ in self._any_short.find(sentence, overlapping=True)}
            standing = {name for name in short if self._in_context(name, sentence)}
            if not standing:
                found = self._longest.find(sentence)
            else:
                every = self._every.find(sentence, overlapping=True)
                found = leftmost(match for match in every if match[0] in standing or match[0] in self.by_name)
            yield from _moved(found, at + first)

    def _straddles(self, words: Squeezed, start: int) -> bool:
        """Whether a match of two characters belongs to two words (政法 in 行政法规)."""
        if any(_covers(words.text, word, start, start + 2) for word in self._allowed):
            return False
        left, right = words.clause(start, start + 2)
        if right - left == 2:
            return False
        window, at = words.text[left:right], start - left
        verdict = self._verdicts.get((window, at))
        if verdict is None:
            verdict = self._verdicts[window, at] = self._segmenter.tears(window, at)
        self._asked[window, at] = verdict
        return verdict

    def know(self, verdicts: Iterable[Verdict]) -> None:
        """Take over what was judged before, so that the segmenter's dictionary need not be read for it."""
        self._verdicts.update(((window, at), verdict) for window, at, verdict in verdicts)

    def asked(self) -> tuple[Verdict, ...]:
        """What was judged since this was last asked."""
        asked, self._asked = self._asked, {}
        return tuple((*place, verdict) for place, verdict in asked.items())


def _by_name(names: Iterable[tuple[Entry, Iterable[str]]]) -> dict[str, list[Entry]]:
    """The entries of each name as it is matched; names that differ in marks or script only are one."""
    found: dict[str, list[Entry]] = {}
    for entry, own in names:
        for name in _keys(own):
            found.setdefault(name, []).append(entry)
    return found


def _keys(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they are matched, each once; one that no text can have is left out."""
    return tuple(name for name in dict.fromkeys(map(key, names)) if PART not in name)


def _moved(matches: Iterable[Match], by: int) -> Iterator[Match]:
    return ((name, start + by, end + by) for name, start, end in matches)


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Whether an occurrence of ``longer`` covers ``text[start:end]``."""
    at = text.find(longer, max(0, end - len(longer)), start + len(longer))
    return 0 <= at <= start
