"""Many names in one text: an Aho-Corasick automaton, and which of its matches count where they overlap."""

import functools
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

_FEW = 500
"""Names up to which the faster of two forms of the automaton is small, and made within a millisecond or two."""
_CODE = "utf-16-le"
Match = tuple[str, int, int]
"""A name, and where it begins and ends."""


class Automaton:
    """Finds names in a text, all at once; ``longest``: of names that overlap only the leftmost, and of those the longest.

    It reads texts as UTF-16, two bytes a character and not three: that takes half of the time that the library takes to turn a text into
    UTF-8, read it, and turn the offsets back. It cannot be sent to another process.
    """

    def __init__(self, names: Iterable[str], *, longest: bool = False) -> None:
        self._names = sorted({*names} - {""})
        self._kind = MatchKind.LeftmostLongest if longest else MatchKind.Standard
        self._form = Implementation.DFA if len(self._names) <= _FEW else Implementation.ContiguousNFA
        codes = [name.encode(_CODE, "surrogatepass") for name in self._names]
        self._automaton = BytesAhoCorasick(codes, matchkind=self._kind, implementation=self._form)

    def find(self, text: str, *, overlapping: bool = False) -> list[Match]:
        """Each match: the name, start and end; ``overlapping`` gives every one of an automaton that is not ``longest``."""
        code = text.encode(_CODE, "surrogatepass")
        found = self._automaton.find_matches_as_indexes(code, overlapping=overlapping)
        if len(code) > 2 * len(text) or any(start % 2 for _, start, _ in found):
            # Some characters are pairs, or what was found begins in the middle of one: bytes say nothing of characters.
            found = self._by_character.find_matches_as_indexes(text, overlapping=overlapping)
            return [(self._names[index], start, end) for index, start, end in found]
        return [(self._names[index], start >> 1, end >> 1) for index, start, end in found]

    @functools.cached_property
    def _by_character(self) -> AhoCorasick:
        return AhoCorasick(self._names, matchkind=self._kind, implementation=self._form)


def leftmost(matches: Iterable[Match]) -> list[Match]:
    """Of matches that overlap the leftmost, and of those the longest."""
    taken: list[Match] = []
    for match in sorted(matches, key=lambda match: (match[1], -match[2])):
        if not taken or match[1] >= taken[-1][2]:
            taken.append(match)
    return taken
