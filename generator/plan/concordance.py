"""The concordance of a term: on the term's page where it is short, else on pages by year, month and day.

The pages are those of any list of speeches (``shelves.py``), so an address keeps its meaning when speeches come in. What a page holds
is told by uses, those too of which only the first of each speech is shown, since pages must not go when a term gets more uses; what
a script may load is told by bytes.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import quote

from generator import urls
from generator.derive.terms import TermUse
from generator.gist import Sentence
from generator.gist import sentences as sentences_of
from generator.matcher import key
from generator.memo import digest_of
from generator.model import Page, Planned, Slug, Speech, Url, Value
from generator.plan.common import Everything
from generator.plan.shelves import Part, Shelf, Split, shelve, speech_splits
from generator.script import to_simplified
from generator.views.common import Link
from generator.views.terms import Concordance, Use, UseGroup, UsePart, UsesView, Word

ON_TERM_PAGE = 200
_ON_PAGE = 500
"""Uses at most on the page of a term, and on the page of a part, unless all are of one speech."""
EVERY_USE = 2000
"""Uses beyond which only the first of each speech has a row."""
FILE_BYTES = 400_000
"""Size of the script with all rows beyond which there is none; each page still puts its own rows in order."""
_SPEECH_BYTES = 150
"""What a speech takes in that script beside its words, at most."""
_WORDS_MARKED = 6
"""Forms of a term that an address asks to be marked."""


class Concordances:
    """The concordances of an archive, by the ways in which its speeches are parted."""

    def __init__(self, every: Everything) -> None:
        self._every = every
        self._splits: Sequence[Split[int]] = speech_splits(every)

    def of(self, slug: Slug, term: str) -> tuple["OnTermPage", list[Planned]]:
        """What stands on the page of a term (or of a list of senses), and the pages of the parts."""
        every, use = self._every, self._every.indexes.terms.get(slug)
        if use is None or not use.uses:
            return OnTermPage(b"", lambda: Concordance((), (), 0, False)), []
        uses = {one.speech: one.uses for one in use.uses}
        shelves = [
            *shelve(
                urls.term(slug), term, uses, self._splits, _ON_PAGE, uses.__getitem__, front_room=ON_TERM_PAGE
            )
        ]
        file = Url(f"{urls.term(slug)}uses.js") if shelves[0].pages and has_file(every, use) else None
        one = _OneTerm(every, use, uses, {shelf.url: shelf for shelf in shelves})
        front = OnTermPage(one.key(shelves[0], file), functools.partial(one.view, shelves[0], file))
        return front, [one.planned(term, shelf) for shelf in shelves[1:]]


class OnTermPage(Value, frozen=True):
    """The concordance as it stands on the page of its term: what it depends on, and how it is made."""

    key: bytes
    make: Callable[[], Concordance]


class _OneTerm:
    """The concordance of one term: the key of each page, and the page."""

    def __init__(
        self, every: Everything, use: TermUse, uses: Mapping[int, int], shelves: Mapping[Url, Shelf[int]]
    ) -> None:
        self._every, self._use, self._uses, self._shelves = every, use, uses, shelves
        self._first_only = use.mentions > EVERY_USE
        self._rows = {one.speech: every.line_digests[one.speech] + one.digest for one in use.uses}

    def key(self, shelf: Shelf[int], file: Url | None = None) -> bytes:
        """Digest of all that a page shows of the concordance. How its rows are parted follows from their dates."""
        if shelf.pages:
            return digest_of([*self._listed(shelf)], self._first_only, file)
        return digest_of(shelf.by, b"".join(map(self._rows.__getitem__, shelf.rows)), self._first_only, file)

    def planned(self, term: str, shelf: Shelf[int]) -> Planned:
        """The page of a part."""
        place = shelf.place
        title = f"{term}：{_title(place.above[1:], place.label)}"
        key = digest_of("uses", self.key(shelf), title, place)

        def make() -> tuple[Page, ...]:
            uses, view = self._sum(shelf.rows), self.view(shelf, None)
            own = UsesView(place.label, uses, len(shelf.rows), view, place.above, place.previous, place.next)
            return (Page(shelf.url, "uses.html", title, own, kind="uses"),)

        return Planned(shelf.url, "uses", title, key, make)

    def view(self, shelf: Shelf[int], file: Url | None) -> Concordance:
        """What a page shows: its rows, or the parts that have pages, with theirs."""
        if shelf.pages:
            return Concordance((), tuple(self._listed(shelf)), 0, self._first_only, file)
        groups: list[UseGroup] = []
        count = 0
        for label, anchor, part in _groups(shelf):
            uses = []
            for position in part:
                sentences = sentences_of(self._every.texts.rows[position], self._use.slug)
                shown = sentences[:1] if self._first_only else sentences
                count += len(shown)
                uses.append(_use(self._every, position, sentences, shown))
            groups.append(UseGroup(label, anchor, tuple(uses)))
        return Concordance(tuple(groups), (), count, self._first_only, file)

    def _listed(self, shelf: Shelf[int], depth: int = 0) -> Iterator[UsePart]:
        """The parts of a page, and theirs; they bear the anchors that the groups had when all stood on the page."""
        for part, url in zip(shelf.parts, shelf.pages, strict=True) if shelf.pages else ():
            yield UsePart(
                part.label,
                url,
                "" if depth else _anchor(shelf, part),
                self._sum(part.rows),
                len(part.rows),
                tuple(self._listed(self._shelves[url], depth + 1)) if depth < 1 else (),
            )

    def _sum(self, positions: Iterable[int]) -> int:
        return sum(map(self._uses.__getitem__, positions))


def _title(above: Sequence[Link], label: str) -> str:
    """A part in a few words, without what the next name repeats: 2021年3月; 日期不详 La."""
    names = [*(link.text for link in above), label]
    kept = [a for a, b in pairwise(names) if not b.startswith(a)]
    return " ".join([*kept, label])


def _groups(shelf: Shelf[int]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Label, anchor and speeches of the groups: years on the page of the term, months on that of a year, else one without a label."""
    if any(_anchor(shelf, part) for part in shelf.parts):
        for part in shelf.parts:
            yield _heading(shelf, part), _anchor(shelf, part), part.rows
    else:
        yield "", "", shelf.rows


def _heading(shelf: Shelf[int], part: Part[int]) -> str:
    """On the page of a year its months need not say the year again."""
    is_month = shelf.by == "month" and part.key != "undated"
    return part.label.partition("年")[2] if is_month else part.label


def _anchor(shelf: Shelf[int], part: Part[int]) -> str:
    """The anchor of a year or month; days and letters have none."""
    if part.by_letters or shelf.by not in ("year", "month"):
        return ""
    if part.key == "undated":
        return "undated" if shelf.by == "year" else "m00"
    return f"{shelf.by[0]}{part.key}"


def _use(every: Everything, position: int, sentences: Sequence[Sentence], some: Sequence[Sentence]) -> Use:
    line, speech = every.lines[position], every.speeches[position]
    is_cut = len(some) < len(sentences)
    words = [Word(*shown(speech, one), block=one.block, voice=one.voice, part=one.part) for one in some]
    return Use(
        line.url,
        line.shown,
        line.date,
        line.datetime,
        line.status,
        years(speech),
        line.speakers,
        tuple(words),
        len(sentences),
        all_marked(line.url, sentences) if is_cut and every.archive.config.has("search") else None,
    )


def years(speech: Speech) -> str:
    """The year of a speech as a row bears it, or those between which it lies: 2018; 1996–1997; 2018–; empty where nothing is known."""
    if speech.date is None:
        return ""
    first, last = speech.date.earliest[:4], speech.date.latest[:4]
    return first if first == last else f"{first}–{last}"


def all_marked(url: Url, sentences: Sequence[Sentence]) -> Url:
    """The speech with every use marked: a search for the forms that stand in it."""
    forms = list(dict.fromkeys(key(sentence.surface) for sentence in sentences))[:_WORDS_MARKED]
    return Url(f"{url}?q={quote(' OR '.join(forms))}")


def shown(speech: Speech, sentence: Sentence) -> tuple[str, str, str]:
    """The words of a use in simplified characters."""
    words = (sentence.left, sentence.surface, sentence.right)
    if speech.lang != "zh-Hant":
        return words
    left, surface, right = map(to_simplified().text, words)
    return left, surface, right


def has_file(every: Everything, use: TermUse) -> bool:
    """Whether the rows stand on several pages, and the script with all of them is small enough to be loaded."""
    return use.mentions > ON_TERM_PAGE and len(use.uses) > 1 and _file_bytes(every, use) <= FILE_BYTES


def _file_bytes(every: Everything, use: TermUse) -> int:
    """What the script takes at most: three bytes a character, and what stands around the words."""
    first_only, total = use.mentions > EVERY_USE, 0
    for one in use.uses:
        total += every.line_sizes[one.speech] + (one.room_of_first if first_only else one.room)
    return total + _SPEECH_BYTES * len(use.uses)
