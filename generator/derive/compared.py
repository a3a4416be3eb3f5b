"""Text as searching compares it, so that what stands on a page of either script, typed, finds its place.

In: a text. Out: the same normalised: NFKC, lower case, forms of one character folded together, then letters and numerals only. Of forms
that either converter makes of a character (``script.Converter``) the simplified one stands for all: that of the character alone,
which OpenCC's tables say, and those that it has in some words only (了解 and 瞭解), which are listed here. So 着 and 著 are one, and 像
and 象.
"""

import functools
import unicodedata
from collections.abc import Iterable, Iterator

from generator.script import fold_table

_ALONE = """
    㓆𠗣 㓰劃 㛟𡞵 㛠𡢃 㛿𡠹 㟜𡾱 㭣𣙎 㳢𣾷 㳽瀰 㻏𤫩 㻘𤪺 䅪𥢢 䌽綵 䑽𦪙 䘛𧝞 䘞𧜗 䙊𧜵 䙓襬 䜥𧩙 䞌𧵳 䞎𧶧 䢀𨊰 䢁𨊸 䢂𨋢 䥿𨯅
    䦀𨦫 䦁𨧜 䦆钁 䩄靦 䭪𩞯 䯃𩣑 䲞𩶘 侭儘 幺么 昵暱 暅𣈶 檐簷 毶𣯶 渖瀋 潨潀 痹痺 着著 睾睪 稆穭 縆緪 缐線 腭顎 讬託 谘諮 迳逕
    钜鉅 锺鍾 镟鏇 馀餘 鮎鯰 麹麴 麺麵 卫衞 叙敍 檯枱"""
"""Forms of a character that folding the traditional one does not give."""
_IN_WORDS = """
    了瞭 复覆 借藉 具俱 坐座 背揹 夫伕 链鍊 象像 熏薰 苏甦 澄澂 浚濬 宁甯 戚鏚 仿彷 檗蘗 拿拏 枪鎗 焰燄 里哩 吣唚 斫斲 沈沉 画划 噁𫫇"""
"""Forms that a character has in some words only."""
_ZERO = "〇○"
"""○, typed for 〇 in years."""


@functools.cache
def folds() -> dict[str, str]:
    """Characters that comparing replaces by one other, beside NFKC and lower case."""
    pairs = (
        (chr(one), chr(other))
        for one, other in fold_table().items()
        if unicodedata.normalize("NFKC", chr(one)) == chr(one)
    )
    listed = ((forms[0], forms[1]) for forms in (*_ALONE.split(), *_IN_WORDS.split(), _ZERO))
    return dict(_to_one([*pairs, *listed]))


def _to_one(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each character and the one that stands for all that are its like, directly or not: the first among the common ones."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        both = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(both, both))
    for character, group in sorted(groups.items()):
        chosen = min(group, key=lambda c: (not "\u4e00" <= c <= "\u9fff", c))
        if character != chosen:
            yield character, chosen


class _Table(dict[int, str]):
    """For ``str.translate``: each character as it is compared, worked out when it first comes up."""

    def __missing__(self, point: int) -> str:
        """Letters and numerals of the character's compatibility form, folded."""
        plain = unicodedata.normalize("NFKC", chr(point)).lower()
        folded = (folds().get(c, c) for c in plain)
        self[point] = "".join(c for c in folded if unicodedata.category(c)[0] in "LN")
        return self[point]


@functools.cache
def _table() -> _Table:
    return _Table()


def normalised(text: str) -> str:
    """A text as it is compared."""
    return text.translate(_table())


def fold_pairs() -> tuple[str, str]:
    """The same for the browser: characters, and what replaces each."""
    return "".join(folds()), "".join(folds().values())
