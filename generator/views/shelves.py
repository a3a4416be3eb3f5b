"""Pages of a long list: where a page stands among the others, and the ways from it."""

from generator.model import Url, Value
from generator.views.common import Group, Link, SpeechLine


class Held(Value, frozen=True):
    """What a group of speeches holds, at a glance."""

    speakers: tuple[Link, ...]
    """Who has most of them, with the number; only where they are several."""
    more_speakers: int
    newest: tuple[SpeechLine, ...]
    """With title, date and status only."""


class Way(Value, frozen=True):
    """A group that has a page of its own: its name, how many stand there, and a few of them, or of speeches what they are."""

    text: str
    url: Url
    count: int
    samples: tuple[Link, ...] = ()
    held: Held | None = None


class Place(Value, frozen=True):
    """Where a page stands on its shelf; of the first page, and of a list on one page, all is empty."""

    label: str = ""
    above: tuple[Link, ...] = ()
    """From the first page of the shelf down to the one right above."""
    beside: tuple[Link, ...] = ()
    """All pages of the same row, this one too, where they are few."""
    previous: Link | None = None
    next: Link | None = None


class SpeechList(Value, frozen=True):
    """Speeches in groups, or the ways to the pages on which they stand. A group without a label needs no heading."""

    groups: tuple[Group, ...]
    ways: tuple[Way, ...]
    place: Place
