"""Many names in one text: an Aho-Corasick automaton, and which of its matches count where they overlap."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_FEW = 500
"""Names up to which the faster of two forms of the automaton is small, and made within a millisecond or two."""
Match = tuple[str, int, int]
"""A name, and where it begins and ends."""


class Automaton:
    """Finds names in a text, all at once; ``longest``: of names that overlap only the leftmost, and of those the longest.

    It cannot be sent to another process.
    """

    def __init__(self, names: Iterable[str], *, longest: bool = False) -> None:
        self._names = sorted({*names} - {""})
        kind = MatchKind.LeftmostLongest if longest else MatchKind.Standard
        form = Implementation.DFA if len(self._names) <= _FEW else Implementation.ContiguousNFA
        self._automaton = AhoCorasick(self._names, matchkind=kind, implementation=form)

    def find(self, text: str, *, overlapping: bool = False) -> list[Match]:
        """Each match: the name, start and end; ``overlapping`` gives every one of an automaton that is not ``longest``."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=overlapping)
        return [(self._names[index], start, end) for index, start, end in found]


def leftmost(matches: Iterable[Match]) -> list[Match]:
    """Of matches that overlap the leftmost, and of those the longest."""
    taken: list[Match] = []
    for match in sorted(matches, key=lambda match: (match[1], -match[2])):
        if not taken or match[1] >= taken[-1][2]:
            taken.append(match)
    return taken
