"""How the names of an archive are read: pinyin, order, and the slugs of those that an address or an anchor is made of.

Names are read once and remembered: the segmenter takes a while to load, and so do the tables of pinyin.
"""

from collections.abc import Iterable

from generator import urls
from generator.memo import Memo, digest_of
from generator.model import Archive, Value
from generator.script import simplified_facts


class Reading(Value, frozen=True):
    """A name's pinyin with tone marks, the key by which it is sorted, and its slug where it is asked for; else an empty string."""

    pinyin: str
    order: str
    slug: str


def readings(archive: Archive, memo: Memo) -> dict[str, Reading]:
    """The reading of every term, category, speaker, office, place and meeting."""
    config = archive.config
    with_slugs = {
        *(_names_with_pages(archive) if config.has("facets") else ()),
        *(_categories(archive) if config.has("dossiers") else ()),
    }
    names = sorted({*(term.term for term in archive.terms), *_categories(archive), *with_slugs})
    how = {name: config.has("segmentation") if name in with_slugs else None for name in names}
    keys = [digest_of("reading", name, how[name]) for name in names]
    found = memo.remember(
        keys, Reading, lambda missing: [read(names[i], segments=how[names[i]]) for i in missing]
    )
    return dict(zip(names, found, strict=True))


def read(name: str, *, segments: bool | None) -> Reading:
    """The reading of one name; ``segments`` says whether its slug is cut into words, None that it needs no slug."""
    slug = "" if segments is None else urls.slugify(name, is_word=not segments)
    return Reading(urls.pinyin(name), urls.sort_key(name), slug)


def _categories(archive: Archive) -> Iterable[str]:
    """Their slugs are the anchors of their groups in the index of terms."""
    return (term.category or "未分类" for term in archive.terms)


def _names_with_pages(archive: Archive) -> Iterable[str]:
    for known in (archive.config.people, archive.config.places):
        yield from known
    for speech in map(simplified_facts, archive.speeches):
        yield from (speaker.plain_name for speaker in speech.speakers if speaker.name)
        yield from (speaker.office for speaker in speech.speakers if speaker.office)
        yield from (name for name in (speech.place, speech.meeting) if name)
