"""What a page in the other script shows for texts that a script gives it in simplified characters.

It converts them character by character, by one table; what that would get wrong comes along: texts, or places in them.
"""

from collections.abc import Callable, Iterable, Iterator

from generator.derive.search import traditional_table
from generator.plan.common import Everything
from generator.script import to_traditional


class Traditional:
    """The table of the archive's other script, and where the words around a character ask for another form."""

    def __init__(self, every: Everything) -> None:
        self.given = _given_titles(every)
        """Titles that were given in traditional characters, by the simplified ones."""
        config = every.archive.config
        self._table = traditional_table(config.script) if config.script else {}
        self.text: Callable[[str], str] = (
            to_traditional(config.script, every.protected).text if config.script else str
        )
        """A text as the other script has it."""

    def pairs(self) -> tuple[str, str]:
        """Characters that have another form, and that form."""
        return "".join(map(chr, self._table)), "".join(map(chr, self._table.values()))

    def odd(self, texts: Iterable[str]) -> dict[str, str]:
        """Texts that are converted otherwise than character by character."""
        pairs = ((text, self.given.get(text) or self.text(text)) for text in dict.fromkeys(texts))
        return {text: right for text, right in pairs if right != text.translate(self._table)}

    def odd_places(self, text: str) -> Iterator[tuple[int, str]]:
        """Places in a text whose character is converted otherwise, and what stands there."""
        pairs = zip(self.text(text), text.translate(self._table), strict=True)
        yield from ((i, one) for i, (one, other) in enumerate(pairs) if one != other)


def _given_titles(every: Everything) -> dict[str, str]:
    """Titles that were given in traditional characters, by the simplified ones, where these are the title of no other speech."""
    pairs = list(zip(every.speeches, every.archive.speeches, strict=True))
    others = {shown.title for shown, given in pairs if given.lang != "zh-Hant"}
    return {
        shown.title: given.title
        for shown, given in pairs
        if given.lang == "zh-Hant" and shown.title not in others
    }
