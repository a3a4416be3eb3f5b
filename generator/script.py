"""Simplified and traditional characters, by OpenCC; quotation marks go with them (“” and 「」, ‘’ and 『』).

Only configurations that keep the length are used (``t2s``, ``s2tw``, ``s2hk``), so offsets hold in both scripts. Our own words
(``forms.py``) and the names of the archive go before OpenCC's phrases. What was given in traditional characters is marked by those who
know it (``kept``), and stays as it is.
"""

import functools
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
from markupsafe import Markup

from generator.automaton import Automaton
from generator.forms import CERTAIN, LIKELY, SURNAMES
from generator.model import Archive, Name, Speaker, Speech

_ONE_TAG = r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[^>]*>"
_TAG = re.compile(_ONE_TAG, re.S)
_TAGS = re.compile(rf"((?:(?:{_ONE_TAG})\s*)+)", re.S)
_TEXT_ATTRIBUTE = re.compile(r'(\s(?:title|alt|aria-label|content|label|placeholder)=")([^"]*)(")')
_BORDER = re.compile(
    r"</?(?!(?:a|abbr|b|bdi|cite|code|em|i|mark|q|rp|rt|ruby|s|small|span|strong|sub|sup|u|wbr)\b)|>\s"
)
"""A tag that ends a phrase, unlike those inside a line; and white space behind a tag."""
_NO = re.compile(r"<(\w+)[^>]*\stranslate=\"no\"")
_MARKS = (("“", "「"), ("”", "」"), ("‘", "『"), ("’", "』"))
"""Quotation marks, simplified and traditional."""
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")
_SHORT = 64
"""Characters up to which a text is folded without a look at whether it needs to be."""
_HOLE = "\ue000"
"""Stands in a text where a word has its form already; no phrase has it."""
_KEPT, _END = "\ufdd6", "\ufdd7"
"""Noncharacters that stand around what is not to be converted, until the page is; no text may hold them."""
_KEPT_TEXT = re.compile(f"{_KEPT}([^{_END}]*){_END}")


@functools.cache
def fold_table() -> dict[int, int]:
    """Character table from traditional to simplified: one to one, so that folded text keeps its offsets."""
    import opencc

    points = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]
    lines = (
        opencc.OpenCC("t2s").convert("\n".join(map(chr, points))).split("\n")
    )  # no phrase goes over a line
    return {
        point: ord(simple)
        for point, simple in zip(points, lines, strict=True)
        if len(simple) == 1 and ord(simple) != point
    }


@functools.cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, fold_table()))


@functools.cache
def _any_traditional() -> re.Pattern[str]:
    """Any of them; a pattern goes through a long text ten times as fast as a set of characters does."""
    return re.compile(f"[{''.join(map(chr, sorted(fold_table())))}]")


def fold(text: str) -> str:
    """The text with every traditional character replaced by its simplified form; same length."""
    is_short = len(text) < _SHORT  # and the pattern takes four milliseconds to compile
    return text.translate(fold_table()) if is_short or _any_traditional().search(text) else text


@functools.cache
def to_simplified() -> "Converter":
    """Converter for a speech that was given in traditional characters."""
    return Converter("t2s", ())


def simplified_facts(speech: Speech) -> Speech:
    """A speech that was given in traditional characters with its title and facts in simplified ones, so that its people and
    places are those of the other speeches; any other speech as it is."""
    if speech.lang != "zh-Hant":
        return speech
    show = to_simplified().text
    texts = {field: show(getattr(speech, field)) for field in ("title", "subtitle", "description", *_FACTS)}
    speakers = tuple(
        Speaker(show(s.name), show(s.office), show(s.organization), show(s.on_behalf_of))
        for s in speech.speakers
    )
    return msgspec.structs.replace(speech, speakers=speakers, tags=tuple(map(show, speech.tags)), **texts)


def kept(text: str) -> str:
    """A text, or HTML, that was given in traditional characters: converting a page takes off its marks and leaves it as it is."""
    return Markup(f"{_KEPT}{text}{_END}") if isinstance(text, Markup) else f"{_KEPT}{text}{_END}"


_FACTS = ("place", "venue", "meeting", "series", "occasion", "checked_by")


@functools.cache
def to_traditional(script: str, protected: tuple[tuple[str, str], ...]) -> "Converter":
    """Converter for the other script: ``tw`` or ``hk``; ``protected`` maps words to their right form."""
    return Converter(f"s2{script}", protected)


class Converter:
    """One of OpenCC's converters, with our own words and with protected ones; kept per process, since it cannot be sent to
    another.

    A protected word of three or more characters is set wherever it stands; one of two only where no phrase begins before it and
    reaches into it (于家 in 关于家庭).
    """

    def __init__(self, name: str, protected: Iterable[tuple[str, str]]) -> None:
        self._to_traditional = name != "t2s"
        self._marks = _MARKS if self._to_traditional else tuple((b, a) for a, b in _MARKS)
        self._short = functools.lru_cache(4096)(self.text)  # labels, which come again on every page
        self._tags_of = functools.lru_cache(8192)(self._tags)
        self._certain: dict[str, str] = {}
        self._automaton: Automaton | None = None
        likely: dict[str, str] = {}
        if self._to_traditional:
            self._certain, likely = _forms(name)
            for word, form in protected:
                (self._certain if len(word) > 2 else likely)[word] = form
            self._automaton = Automaton(self._certain, longest=True)
        self._convert: Callable[[str], str] = _opencc(name, likely).convert

    def text(self, text: str) -> str:
        """Convert a text; the result has the same length."""
        if text.isascii():
            return text
        found = self._automaton.find(text) if self._automaton else []
        holed: list[str] = []
        at = 0
        for word, start, end in found:
            holed += (text[at:start], _HOLE * len(word))
            at = end
        source = "".join((*holed, text[at:])) if found else text
        converted = self._convert(source)
        if len(converted) != len(text):
            converted = "".join(map(self._one, source))
        for mark, other in self._marks:
            if mark in converted:
                converted = converted.replace(mark, other)
        if self._to_traditional and "’" in text:
            for apostrophe in _APOSTROPHE.finditer(text):
                converted = converted[: apostrophe.start()] + "’" + converted[apostrophe.end() :]
        if not found:
            return converted
        filled: list[str] = []
        at = 0
        for word, start, end in found:
            filled += (converted[at:start], self._certain[word])
            at = end
        return "".join((*filled, converted[at:]))

    def _one(self, character: str) -> str:
        converted = self._convert(character)
        return converted if len(converted) == 1 else character

    def but_kept(self, text: str) -> str:
        """Convert a text in which some may be ``kept``."""
        return _around_kept(self.text, text)

    def page(self, html: str) -> str:
        """Convert a page: its text, and the text of title, alt, aria-label and content; never what ``translate="no"`` holds, nor
        what is ``kept``.

        The text of a block is converted in one piece, so that a phrase that a link cuts in two is still seen, and is cut
        again at the same offsets.
        """
        return _around_kept(self._page, html)

    def _page(self, html: str) -> str:
        pieces = _TAGS.split(html)  # text, tags, text, tags, … text
        joined: list[str] = []
        kept: list[int] = []  # for each of ``joined`` its place in ``pieces``, -1 for a border
        outer = ("", 0)
        for i, piece in enumerate(pieces):
            if i % 2 == 0:
                if piece and not outer[1]:
                    joined.append(piece)
                    kept.append(i)
            elif outer[1] and outer[0] not in piece:
                continue  # deep in what is not converted
            elif outer[1] or 'translate="no"' in piece:
                pieces[i], outer = self._around(piece, *outer)
                joined.append("\n")
                kept.append(-1)
            else:
                pieces[i], is_border = self._tags_of(piece)
                if is_border:
                    joined.append("\n")
                    kept.append(-1)
        converted = self.text("".join(joined))
        at = 0
        for i, piece in zip(kept, joined, strict=True):
            if i >= 0:
                pieces[i] = converted[at : at + len(piece)]
            at += len(piece)
        return "".join(pieces)

    def _tags(self, tags: str) -> tuple[str, bool]:
        """Some tags in a row, and whether a phrase ends at them."""
        converted = tags if tags.isascii() else _TEXT_ATTRIBUTE.sub(self._attribute, tags)
        return converted, _BORDER.search(tags) is not None

    def _around(self, tags: str, skipped: str, depth: int) -> tuple[str, tuple[str, int]]:
        """Some tags in a row, of which one begins or ends what is not converted: an element and how deep we are in it."""

        def one(tag: re.Match[str]) -> str:
            nonlocal skipped, depth
            if depth:
                depth += _nesting(tag[0], skipped)
            elif found := _NO.match(tag[0]):
                skipped, depth = found[1], 0 if tag[0].endswith("/>") else 1
                return tag[0]
            return tag[0] if depth else _TEXT_ATTRIBUTE.sub(self._attribute, tag[0])

        return _TAG.sub(one, tags), (skipped, depth)

    def _attribute(self, found: re.Match[str]) -> str:
        return found[1] + self._short(found[2]) + found[3]


def _around_kept(convert: Callable[[str], str], text: str) -> str:
    """Convert a text but for what is kept in it: where that stands, one character holds its place meanwhile."""
    if _KEPT not in text:
        return convert(text)
    held = iter(_KEPT_TEXT.findall(text))
    return re.sub(_KEPT, lambda _: next(held, ""), convert(_KEPT_TEXT.sub(_KEPT, text)))


def _nesting(mark: str, tag: str) -> int:
    if re.match(rf"<{tag}\b", mark):
        return 0 if mark.endswith("/>") else 1
    return -1 if mark.startswith(f"</{tag}>") else 0


def _opencc(name: str, words: Mapping[str, str] = MappingProxyType({})) -> Any:
    """OpenCC's converter, with our words among its phrases.

    Its segmentation is left out: that takes the longest phrase from left to right, as converting does itself, and two thirds
    of the time.
    """
    import opencc

    home = next(Path(opencc.__file__).parent.rglob(f"{name}.json")).parent

    def absolute(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: str(home / v) if k == "file" else absolute(v) for k, v in node.items()}
        return [absolute(item) for item in node] if isinstance(node, list) else node

    config = absolute(json.loads((home / f"{name}.json").read_text("utf-8")))
    config.pop("segmentation", None)
    with tempfile.TemporaryDirectory(prefix="yanlu-") as folder:
        if words:
            own = Path(folder) / "words.txt"
            own.write_text("".join(f"{word}\t{form}\n" for word, form in sorted(words.items())), "utf-8")
            _first_group(config["conversion_chain"][0]["dict"], str(own))
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config), "utf-8")
        return opencc.OpenCC(str(path))


def _first_group(step: dict[str, Any], file: str) -> None:
    """Put a dictionary among OpenCC's phrases: of all that match at a place the longest is taken, of equal ones ours."""
    phrases = step["dicts"][0]
    step["dicts"][0] = {
        "type": "group",
        "match_policy": "union",
        "dicts": [{"type": "text", "file": file}, phrases],
    }


def _forms(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Our own words, certain and likely ones, with their forms in ``s2tw`` or ``s2hk``."""
    alone = _opencc(name).convert
    in_hongkong = name == "s2hk"
    to_standard, to_hongkong = (_opencc(each).convert if in_hongkong else str for each in ("tw2t", "t2hk"))

    def form(entry: str) -> tuple[str, str]:
        word, _, right = entry.partition("=")
        return word, to_hongkong(to_standard(right)) if right else alone(word)

    likely = dict(map(form, LIKELY))
    for word, right in likely.items():
        if len(right) < len(word):  # a surname before an office
            likely[word] = right + alone(word[len(right) :])
    return dict(map(form, CERTAIN)), likely


_PERSON = frozenset("于余范岳谷姜沈后郁干丑松斗里涂游占向采志升胡咸蒙秋周朱征克曲布千幸凌准系娘舍")
"""Characters that stay as they are in a person's name, whatever they mean elsewhere."""
_PLACE = frozenset("于余范岳谷姜沈郁松斗里丑")
"""The same for a place, where 后, 干 and 台 have the form of the word."""


def protected_pairs(archive: Archive) -> tuple[tuple[str, str], ...]:
    """Names and words with their right traditional form: people and places of the archive, and what site.yaml names.

    An entry of ``protected`` is ``名`` (stays as it is) or ``简=繁``.
    """
    config = archive.config
    if not config.script:
        return ()
    facts = [simplified_facts(speech) for speech in archive.speeches]
    people = {speaker.plain_name for speech in facts for speaker in speech.speakers}
    places = {speech.place for speech in facts}
    return _pairs(
        config.script,
        tuple(sorted(people | _known(config.people))),
        tuple(sorted(places | _known(config.places))),
        config.protected,
    )


def _known(names: Mapping[str, Name]) -> set[str]:
    return {name for main, about in names.items() for name in (main, *about.aliases)}


@functools.cache
def _pairs(
    script: str, people: tuple[str, ...], places: tuple[str, ...], protected: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    plain = to_traditional(script, ()).text
    pairs: dict[str, str] = {}
    for place in places:
        if not _PLACE.isdisjoint(place):
            pairs[place] = _place(place, plain)
    for name in people:
        form = _person(name, plain)
        if form != plain(name) or not _PERSON.isdisjoint(name):
            pairs[name] = form
    for entry in protected:
        word, _, form = entry.partition("=")
        pairs[word.strip()] = (form or word).strip()
    return tuple(sorted((word, form) for word, form in pairs.items() if word and len(word) == len(form)))


def _person(name: str, plain: Callable[[str], str]) -> str:
    """A person's name: character by character, since phrases of the language mean nothing in it."""
    first = SURNAMES.get(name[:1]) or "".join(c if c in _PERSON else plain(c) for c in name[:1])
    return first + "".join(c if c in _PERSON else plain(c) for c in name[1:])


def _place(name: str, plain: Callable[[str], str]) -> str:
    """A place's name: a character that a phrase of OpenCC's (沈阳, 郁南县) does not decide stays as it is."""
    whole = plain(name)
    return "".join(
        c if c in _PLACE and form == plain(c) else form for c, form in zip(name, whole, strict=True)
    )
