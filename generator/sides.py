"""One filling of a template for both scripts: where they differ, both forms stand side by side between marks.

The marks are noncharacters, which no text may hold. A form may hold no marks of its own kind.
"""

from typing import Any

from markupsafe import Markup, escape

_OPEN, _BETWEEN, _CLOSE = "\ufdd3", "\ufdd4", "\ufdd5"


def either(hans: str, hant: str) -> str:
    """A text that reads ``hans`` on the simplified page and ``hant`` on the traditional one."""
    if hans == hant:
        return hans
    kind = Markup if hasattr(hans, "__html__") and hasattr(hant, "__html__") else str
    return kind(f"{_OPEN}{side(hans, 'hans')}{_BETWEEN}{side(hant, 'hant')}{_CLOSE}")


def side(text: str, script: str) -> str:
    """What a text reads in one script: ``hans`` or ``hant``."""
    if _OPEN not in text:
        return text
    first, *rest = text.split(_OPEN)  # in a long text ten times as fast as a pattern
    out = [first]
    for piece in rest:
        forms, _, after = piece.partition(_CLOSE)
        hans, _, hant = forms.partition(_BETWEEN)
        out += (hans if script == "hans" else hant, after)
    return "".join(out)


class TwoSided:
    """A fact that differs between the scripts. It may be written; a template that does more with it, such as comparing, is found out."""

    def __init__(self, hans: str, hant: str) -> None:
        self._text = either(hans, hant)
        self.was_asked = False

    def __str__(self) -> str:
        return self._text

    def __html__(self) -> str:
        return str(escape(self._text))

    def __eq__(self, other: object) -> bool:
        self.was_asked = True
        return self._text == other

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.was_asked = True
        return getattr(self._text, name)
