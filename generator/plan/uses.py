"""Of each term whose concordance has several pages, a script with all its rows: for the orders that go across pages.

Texts are in simplified characters. A page in the other script converts them character by character, but for the places and the texts
that the script names, as the search page does.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from generator import urls
from generator.derive.search import traditional_table
from generator.derive.terms import Sentence, TermUse
from generator.model import File
from generator.plan.common import Everything, script_file
from generator.plan.concordance import EVERY_USE, all_marked, has_file, shown, years
from generator.script import protected_pairs, to_traditional

_VOICES = ("own", "quoted", "title")
_PART = 4
"""Added to the number of the voice where the use lies in the mention of a longer term."""


def files(every: Everything) -> Iterator[File]:
    """One script for each such term."""
    convert = _Traditional(every)
    for slug, use in every.indexes.terms.items():
        if has_file(every, use):
            yield _file(every, slug, use, convert)


def _file(every: Everything, slug: str, use: TermUse, convert: "_Traditional") -> File:
    """Speeches; rows (speech, block, left, phrase, right, voice); places in the rows, joined by line breaks, and what stands there in
    the other script; texts of speeches with another form in that script."""
    first_only = use.mentions > EVERY_USE
    speeches = []
    rows: list[tuple[int, str, str, str, str, int]] = []
    places: list[int] = []
    characters: list[str] = []
    at = 0
    for number, one in enumerate(use.uses):
        line, speech = every.lines[one.speech], every.speeches[one.speech]
        names = "、".join(line.speakers)
        forms = all_marked(line.url, one).partition("?q=")[2] if first_only else ""
        facts = (line.id, line.title, line.date, years(speech), names, line.status, len(one.sentences), forms)
        speeches.append(facts)
        starts = convert.starts(one.speech)
        for sentence in one.sentences[:1] if first_only else one.sentences:
            words = shown(speech, sentence)
            voice = _VOICES.index(sentence.voice) + _PART * sentence.part
            rows.append((number, sentence.block, *words, voice))
            for place, character in convert.irregular(one.speech, starts, sentence, words):
                places.append(at + place)
                characters.append(character)
            at += sum(len(word) + 1 for word in words)
    odd = convert.odd(text for _, title, date, _, names, *_ in speeches for text in (title, date, names))
    address = f"{urls.term(slug)}uses.js"
    return script_file(address, "yanluUses", speeches, rows, places, "".join(characters), odd)


class _Traditional:
    """What is irregular in the other script: characters whose form depends on the words around them."""

    def __init__(self, every: Everything) -> None:
        config = every.archive.config
        self._every = every
        self._table = traditional_table(config.script) if config.script else {}
        self._convert: Callable[[str], str] = (
            to_traditional(config.script, protected_pairs(every.archive)).text if config.script else str
        )

    def odd(self, texts: Iterable[str]) -> dict[str, str]:
        """Texts that are converted otherwise than character by character."""
        pairs = ((text, self._convert(text)) for text in dict.fromkeys(texts))
        return {text: right for text, right in pairs if right != text.translate(self._table)}

    def starts(self, position: int) -> dict[str, int]:
        """Where each block of a speech begins in the text that the search index speaks of; empty where that text is regular."""
        if not self._every.indexes.search.shown[position].places:
            return {}
        starts, at = {}, 0
        for block in self._every.texts.speeches[position].blocks:
            starts[str(block.id)] = at
            at += len(block.text) + 1
        return starts

    def irregular(
        self, position: int, starts: dict[str, int], sentence: Sentence, words: tuple[str, str, str]
    ) -> Iterator[tuple[int, str]]:
        """Places in the three words, each ended by a line break, and what stands there."""
        joined = "\n".join(words)
        if self._every.speeches[position].lang == "zh-Hant":
            pairs = zip(self._convert(joined), joined.translate(self._table), strict=True)
            yield from ((i, one) for i, (one, other) in enumerate(pairs) if one != other)
            return
        if not starts:
            return
        known = self._every.indexes.search.shown[position]
        start = starts[sentence.block] + sentence.start
        left, surface, right = map(len, words)
        for i in range(
            bisect_left(known.places, start - left), bisect_left(known.places, start + surface + right)
        ):
            place = known.places[i]
            at = place - start + left + (place >= start) + (place >= start + surface)
            if joined[at] != "…":  # the mark of a cut stands for what is not shown
                yield at, known.characters[i]
