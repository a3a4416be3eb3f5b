"""Of each term whose concordance has several pages, a script with all its rows: for the orders that go across pages.

Texts are in simplified characters. A page in the other script converts them character by character, but for the places and the texts
that the script names, as the search page does.
"""

import functools
import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterator

from generator import urls
from generator.derive.terms import TermUse
from generator.gist import Sentence
from generator.gist import sentences as sentences_of
from generator.memo import digest_of
from generator.model import File, PlannedFile, Slug, Url
from generator.plan.common import Everything, script_file
from generator.plan.concordance import EVERY_USE, all_marked, has_file, shown, years
from generator.plan.traditional import Traditional

_VOICES = ("own", "quoted", "title")
_PART = 4
"""Added to the number of the voice where the use lies in the mention of a longer term."""


def files(every: Everything) -> Iterator[File | PlannedFile]:
    """One script for each such term, and where the site has no search, the characters of the other script."""
    convert = functools.cache(lambda: Traditional(every))
    irregular = functools.cache(lambda: _Irregular(every, convert()))
    config = every.archive.config
    common = digest_of("uses.js", config.script, every.protected)
    is_any = False
    for slug, use in every.indexes.terms.items():
        if has_file(every, use):
            rows = b"".join(every.line_digests[one.speech] + one.digest for one in use.uses)
            make = functools.partial(_file, every, use, convert, irregular)
            yield PlannedFile(Url(f"{urls.term(Slug(slug))}uses.js"), digest_of(common, slug, rows), make)
            is_any = True
    if (
        is_any and config.script and not config.has("search")
    ):  # else its script of the other script's characters serves here too
        yield script_file("/search/traditional.js", "yanluTraditional", *convert().pairs())


def _file(
    every: Everything,
    use: TermUse,
    converter: Callable[[], Traditional],
    irregulars: Callable[[], "_Irregular"],
) -> bytes:
    """Speeches; rows (speech, block, left, phrase, right, voice); places in the rows, joined by line breaks, and what stands there in
    the other script; texts of speeches with another form in that script."""
    convert, irregular = converter(), irregulars()
    first_only = use.mentions > EVERY_USE
    is_marked = first_only and every.archive.config.has("search")
    speeches = []
    rows: list[tuple[int, str, str, str, str, int]] = []
    places: list[int] = []
    characters: list[str] = []
    at = 0
    for number, one in enumerate(use.uses):
        line, speech = every.lines[one.speech], every.speeches[one.speech]
        names = "、".join(line.speakers)
        sentences = sentences_of(every.texts.rows[one.speech], use.slug)
        forms = all_marked(line.url, sentences).partition("?q=")[2] if is_marked else ""
        facts = (line.id, line.title, line.date, years(speech), names, line.status, len(sentences), forms)
        speeches.append(facts)
        for sentence in sentences[:1] if first_only else sentences:
            words = shown(speech, sentence)
            voice = _VOICES.index(sentence.voice) + _PART * sentence.part
            rows.append((number, sentence.block, *words, voice))
            for place, character in irregular.places(one.speech, sentence, words):
                places.append(at + place)
                characters.append(character)
            at += sum(len(word) + 1 for word in words)
    odd = convert.odd(text for _, title, date, _, names, *_ in speeches for text in (title, date, names))
    return script_file("", "yanluUses", speeches, rows, places, "".join(characters), odd).data


class _Irregular:
    """Where the characters of a row are irregular in the other script."""

    def __init__(self, every: Everything, convert: Traditional) -> None:
        self._every, self._convert = every, convert
        self._starts: dict[int, dict[str, int]] = {}

    def places(
        self, position: int, sentence: Sentence, words: tuple[str, str, str]
    ) -> Iterator[tuple[int, str]]:
        """Places in the three words, each ended by a line break, and what stands there."""
        joined = "\n".join(words)
        known = self._every.indexes.search.shown[position]
        if self._every.speeches[position].lang == "zh-Hant":
            yield from self._convert.odd_places(joined)
            return
        if not known.places:
            return
        start = self._start(position, sentence.block) + sentence.start
        left, surface, right = map(len, words)
        for i in range(
            bisect_left(known.places, start - left), bisect_left(known.places, start + surface + right)
        ):
            place = known.places[i]
            at = place - start + left + (place >= start) + (place >= start + surface)
            if joined[at] != "…":  # the mark of a cut stands for what is not shown
                yield at, known.characters[i]

    def _start(self, position: int, block: str) -> int:
        """Where a block begins in the text of its speech that the search index speaks of."""
        if position not in self._starts:
            blocks = self._every.texts.speeches[position].blocks
            begins = itertools.accumulate((len(block.text) + 1 for block in blocks), initial=0)
            self._starts[position] = {str(block.id): at for block, at in zip(blocks, begins, strict=False)}
        return self._starts[position][block]
