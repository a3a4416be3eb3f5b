"""Simplified and traditional characters, by OpenCC.

Only configurations that keep the length are used (``t2s``, ``s2tw``, ``s2hk``), so offsets hold in both scripts. Names and words
that the archive protects go before OpenCC's own phrases, both when it segments and when it converts.
"""

import functools
import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from generator.model import Config, Speaker, Speech

_ONE_TAG = r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[^>]*>"
_TAG = re.compile(_ONE_TAG, re.S)
_TAGS = re.compile(rf"((?:(?:{_ONE_TAG})\s*)+)", re.S)
_TEXT_ATTRIBUTE = re.compile(r'(\s(?:title|alt|aria-label|content|label|placeholder)=")([^"]*)(")')
_BORDER = re.compile(
    r"</?(?!(?:a|abbr|b|bdi|cite|code|em|i|mark|q|rp|rt|ruby|s|small|span|strong|sub|sup|u|wbr)\b)|>\s"
)
"""A tag that ends a phrase, unlike those inside a line; and white space behind a tag."""
_NO = re.compile(r"<(\w+)[^>]*\stranslate=\"no\"")


@functools.cache
def fold_table() -> dict[int, int]:
    """Character table from traditional to simplified: one to one, so that folded text keeps its offsets."""
    import opencc

    points = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]
    convert = opencc.OpenCC("t2s").convert
    return {p: ord(simple) for p in points if len(simple := convert(chr(p))) == 1 and ord(simple) != p}


@functools.cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, fold_table()))


def fold(text: str) -> str:
    """The text with every traditional character replaced by its simplified form; same length."""
    return text if _traditional().isdisjoint(text) else text.translate(fold_table())


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
    return msgspec.structs.replace(speech, speakers=speakers, **texts)


_FACTS = ("place", "venue", "meeting", "series", "occasion")


@functools.cache
def to_traditional(script: str, protected: tuple[tuple[str, str], ...]) -> "Converter":
    """Converter for the other script: ``tw`` or ``hk``; ``protected`` maps words to their right form."""
    return Converter(f"s2{script}", protected)


class Converter:
    """One of OpenCC's converters, with protected words; kept per process, since it cannot be sent to another."""

    def __init__(self, name: str, protected: Iterable[tuple[str, str]]) -> None:
        import opencc

        self._short = functools.lru_cache(4096)(self.text)  # labels, which come again on every page
        words = dict(protected)
        if not words:
            self._convert = opencc.OpenCC(name).convert
            return
        with tempfile.TemporaryDirectory(prefix="yanlu-") as folder:
            self._convert = opencc.OpenCC(str(_config_with(Path(folder), name, words))).convert

    def text(self, text: str) -> str:
        """Convert a text; the result has the same length, or the text is given back as it was."""
        converted = self._convert(text)
        return converted if len(converted) == len(text) else "".join(map(self._one, text))

    def _one(self, character: str) -> str:
        converted = self._convert(character)
        return converted if len(converted) == 1 else character

    def page(self, html: str) -> str:
        """Convert a page: its text, and the text of title, alt, aria-label and content; never what ``translate="no"`` holds.

        The text of a block is converted in one piece, so that a phrase that a link cuts in two is still seen, and is cut
        again at the same offsets.
        """
        pieces = _TAGS.split(html)  # text, tags, text, tags, … text
        joined: list[str] = []
        kept: list[int] = []  # for each of ``joined`` its place in ``pieces``, -1 for a border
        outer = ("", 0)
        for i, piece in enumerate(pieces):
            if i % 2 == 0:
                if piece and not outer[1]:
                    joined.append(piece)
                    kept.append(i)
            elif outer[1] or 'translate="no"' in piece:
                pieces[i], outer = self._tags(piece, *outer)
                joined.append("\n")
                kept.append(-1)
            else:
                if _BORDER.search(piece):
                    joined.append("\n")
                    kept.append(-1)
                pieces[i] = _TEXT_ATTRIBUTE.sub(self._attribute, piece)
        converted = self.text("".join(joined))
        at = 0
        for i, piece in zip(kept, joined, strict=True):
            if i >= 0:
                pieces[i] = converted[at : at + len(piece)]
            at += len(piece)
        return "".join(pieces)

    def _tags(self, tags: str, skipped: str, depth: int) -> tuple[str, tuple[str, int]]:
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


def _nesting(mark: str, tag: str) -> int:
    if re.match(rf"<{tag}\b", mark):
        return 0 if mark.endswith("/>") else 1
    return -1 if mark.startswith(f"</{tag}>") else 0


def _config_with(folder: Path, name: str, words: dict[str, str]) -> Path:
    """OpenCC's configuration with our own dictionary before its first one, written to ``folder``."""
    import opencc

    home = next(Path(opencc.__file__).parent.rglob(f"{name}.json")).parent
    config = json.loads((home / f"{name}.json").read_text("utf-8"))
    own = folder / "protected.txt"
    own.write_text("".join(f"{word}\t{form}\n" for word, form in sorted(words.items())), "utf-8")

    def absolute(node: object) -> object:
        if isinstance(node, dict):
            return {
                k: str(home / v) if k == "file" and isinstance(v, str) else absolute(v)
                for k, v in node.items()
            }
        return [absolute(item) for item in node] if isinstance(node, list) else node

    config = absolute(config)
    assert isinstance(config, dict)
    for step in (config["segmentation"], config["conversion_chain"][0]):
        first = {"type": "text", "file": str(own)}
        if step["dict"]["type"] == "group":
            step["dict"]["dicts"].insert(0, first)
        else:
            step["dict"] = {"type": "group", "dicts": [first, step["dict"]]}
    path = folder / "config.json"
    path.write_text(json.dumps(config), "utf-8")
    return path


_AMBIGUOUS = frozenset("于范里岳余谷姜沈后郁干丑松斗")
"""Characters that stand in names as they are, and that OpenCC may take for their other meaning."""

_GENRE = {
    "好干部": "好幹部",
    "指明了": "指明了",
    "我国历史": "我國歷史",
    "加快干部": "加快幹部",
    "签字": "簽字",
}
"""Words of the genre in which OpenCC errs; measured on real texts of it."""


def protected_pairs(config: Config) -> tuple[tuple[str, str], ...]:
    """Words with their right traditional form: of the genre, the archive's own people and places, and what site.yaml names.

    An entry of ``protected`` is ``名`` (stays as it is) or ``简=繁``.
    """
    known = (*config.people.items(), *config.places.items())
    names = tuple(name for main, about in known for name in (main, *about.aliases))
    return _pairs(config.script, names, config.protected)


@functools.cache
def _pairs(script: str, names: tuple[str, ...], protected: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = dict(_GENRE)
    plain = to_traditional(script, ()).text if script else str
    for name in names:
        if not _AMBIGUOUS.isdisjoint(name):
            pairs[name] = "".join(c if c in _AMBIGUOUS else plain(c) for c in name)
    for entry in protected:
        word, _, form = entry.partition("=")
        pairs[word.strip()] = (form or word).strip()
    return tuple(sorted((word, form) for word, form in pairs.items() if word and len(word) == len(form)))
