"""Words of the interface: their catalogues, and how a page tells them from its content.

In: a catalogue a language. ``zh-Hans`` has every word; ``zh-Hant`` only those that conversion of characters does not make what a
reader of traditional Chinese says; ``en`` has every word in English, which the browser puts in where the reader asks for it. For that
a page marks its words: an empty comment before a text, ``data-t`` on an element of which an attribute is one. Content is never marked,
so it is never touched, even where it is the same word. A text that two labels share with different English carries its key:
``<!--fact_place-->``.
"""

import functools
import re
from collections.abc import Callable, Mapping
from functools import cached_property

import msgspec

from generator.model import SiteError
from generator.sides import either, side

CATALOGUES = ("zh-Hans", "zh-Hant", "en")
_KEY, _TEXT, _END = "\ufdd0", "\ufdd1", "\ufdd2"
"""Noncharacters that stand around a word until the page is whole; no text may hold them."""
_MARKS = re.compile(f"{_KEY}[^{_TEXT}]*{_TEXT}|{_END}")
Scripts = tuple[str, ...]
"""``hans`` or ``hant``, or both."""
_WORDS = 1 << 12
"""Words that are kept with their marks: a page has a hundred of them, and most pages have the same."""
_FIELD = re.compile(r"\{(\w+)[^{}]*\}")


class Labels:
    """The catalogues of a theme."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, object]]) -> None:
        hans, hant, english = (
            {key: str(text) for key, text in catalogues.get(name, {}).items()} for name in CATALOGUES
        )
        self.hans = hans
        self.english = english
        self._of = {"hans": hans, "hant": hans | hant}
        self._keys: dict[tuple[str, str], str] = {}
        self.marked: Callable[..., str] = functools.lru_cache(_WORDS, typed=True)(self._marked)
        self.word: Callable[..., str] = functools.lru_cache(_WORDS)(self._word)

    def label(self, scripts: Scripts, key: str, **values: object) -> str:
        """A word of the interface, for one script or for both. SiteError where the catalogue has none."""
        if key not in self.hans:
            raise SiteError(f"labels/zh-Hans.yaml has no label “{key}”")
        hans, hant = self.hans[key], self._of["hant"][key]
        if len(scripts) == 1 or hans == hant:
            text = hans if scripts[0] == "hans" else hant
            return text.format(**values) if values else text
        of_side = {
            script: {
                name: side(value, script) if isinstance(value, str) else value
                for name, value in values.items()
            }
            for script in scripts
        }
        return either(hans.format(**of_side["hans"]), hant.format(**of_side["hant"]))

    def _marked(self, scripts: Scripts, key: str, **values: object) -> str:
        """The same with marks around it, which ``settle`` takes out again."""
        plain = {name: unmarked(value) if isinstance(value, str) else value for name, value in values.items()}
        shown = key if key in self.ambiguous else ""
        return f"{_KEY}{shown}{_TEXT}{self.label(scripts, key, **plain)}{_END}"

    def _word(self, scripts: Scripts, text: str, family: str = "nav_") -> str:
        """A word that the program wrote by itself, such as a date or the name of a level, with marks around it.

        ``family`` is how the keys begin among which the word is looked for first: “level_” where it is the name of a level.
        """
        key = self._key(family, text)
        shown = self.label(scripts, key) if key else text
        return f"{_KEY}{key if key in self.ambiguous else ''}{_TEXT}{shown}{_END}"

    def _key(self, family: str, text: str) -> str:
        if (family, text) not in self._keys:
            found = self._by_text.get(text, [])
            own = [key for key in found if key.startswith(family)]
            self._keys[family, text] = next(iter(own or found), "")
        return self._keys[family, text]

    @cached_property
    def _by_text(self) -> dict[str, list[str]]:
        """The keys of each text."""
        found: dict[str, list[str]] = {}
        for key, text in self.hans.items():
            found.setdefault(text, []).append(key)
        return found

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """Keys whose text another label has, too, with different English."""
        same: dict[str, list[str]] = {}
        for key, text in self.hans.items():
            same.setdefault(_FIELD.sub("{}", text), []).append(key)
        return frozenset(
            key
            for keys in same.values()
            if len({_bare(self.english.get(key, "")) for key in keys}) > 1
            for key in keys
        )

    def table(self, convert: Callable[[str], str] | None) -> bytes:
        """Every word as the browser needs it: simplified, traditional where that differs, English, and the key where it matters."""
        rows = []
        for key, text in self.hans.items():
            own = self._of["hant"][key]
            other = convert(own) if convert else text
            row = [text, "" if other == text else other, self.english.get(key, "")]
            rows.append([*row, key] if key in self.ambiguous else row)
        return msgspec.json.encode(rows)


def _bare(text: str) -> str:
    """An English text with its fields by their order, so that {n} and {uses} are the same."""
    names: dict[str, str] = {}
    return re.sub(r"\{(\w+)", lambda found: "{" + names.setdefault(found[1], str(len(names))), text)


def unmarked(text: str) -> str:
    """A text without the marks of words."""
    return _MARKS.sub("", text) if _KEY in text else text


def settle(html: str) -> str:
    """A page whose marks have become what the browser reads: a comment before a text, an attribute on an element."""
    first, *rest = html.split(_KEY)
    out = [first]
    is_in_tag = first.rfind("<") > first.rfind(">")
    has_attribute = False
    for piece in rest:
        key, _, piece = piece.partition(_TEXT)
        text, _, after = piece.partition(_END)
        if is_in_tag:
            if not has_attribute:
                mark = f' data-t="{key}"' if key else " data-t"
                after = after.replace('"', f'"{mark}', 1)
                has_attribute = True
            out += (text, after)
        else:
            is_followed = bool(after.partition("<")[0].strip())
            out += (f"<!--{key}-->", text, "<!--/-->" if is_followed else "", after)
        opened, closed = after.rfind("<"), after.rfind(">")
        has_attribute = has_attribute and closed < 0
        if max(opened, closed) >= 0:
            is_in_tag = opened > closed
    return "".join(out)
