"""How the names of an archive are read: pinyin, order, slug.

Names are read once and remembered, since the segmenter and the tables of pinyin take a second to load.
"""

from collections.abc import Iterable

from generator import urls
from generator.memo import Memo, digest_of
from generator.model import Archive, Value
from generator.script import simplified_facts


class Reading(Value, frozen=True):
    """A name's pinyin with tone marks, the key by which it is sorted, and its slug."""

    pinyin: str
    order: str
    slug: str


def readings(archive: Archive, memo: Memo) -> dict[str, Reading]:
    """The reading of every term, category, speaker, office, place and meeting."""
    names = sorted(set(_names(archive)))
    keys = [digest_of("reading", name) for name in names]
    found = memo.remember(keys, Reading, lambda missing: [read(names[i]) for i in missing])
    return dict(zip(names, found, strict=True))


def read(name: str) -> Reading:
    """The reading of one name."""
    return Reading(urls.pinyin(name), urls.sort_key(name), urls.slugify(name))


def _names(archive: Archive) -> Iterable[str]:
    for term in archive.terms:
        yield term.term
        yield term.category or "未分类"
    for known in (archive.config.people, archive.config.places):
        yield from known
    for speech in map(simplified_facts, archive.speeches):
        yield from (speaker.plain_name for speaker in speech.speakers if speaker.name)
        yield from (speaker.office for speaker in speech.speakers if speaker.office)
        yield from (name for name in (speech.place, speech.meeting) if name)
