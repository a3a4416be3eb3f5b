"""Addresses: text to slug, slug to Url, Url to file path, and from page to page.

A ``Url`` is a path from the site's root, ASCII and lower case, directory style. Nothing else converts them.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.model import SiteError, Url
from generator.pinyin import plain, with_marks, with_numbers

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
HANT = "/zh-hant"
_MARKS = "“”‘’「」『』《》〈〉（）()\"' "
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def is_slug(text: str) -> bool:
    """Whether a text may be an id: ``[a-z0-9-]``, at most 48 characters, no device name of Windows."""
    return bool(_SLUG.fullmatch(text)) and len(text) <= 48 and not _DEVICES.fullmatch(text)


def slugify(text: str, limit: int = 48, names: Mapping[str, str] = NO_NAMES, *, is_word: bool = False) -> str:
    """Pinyin of a text, joined by word and cut at a syllable: 全面从严治党 → ``quanmian-congyanzhidang``.

    ``limit`` counts characters. ``names``: name → its slug, or an empty string; each is kept whole, and reads as its slug does.
    A text without a letter or numeral gives ``text``. One that ``is_word`` is read as one, and no segmenter is asked.
    """
    read = [_syllables(text)] if is_word else _read(text, names)
    words = [syllables for syllables in read if syllables]
    slug = ""
    for syllables in words:
        for i, syllable in enumerate(syllables):
            longer = slug + ("-" if slug and i == 0 else "") + syllable
            if len(longer) > limit:
                return _safe(slug or syllable[:limit])
            slug = longer
    return _safe(slug or "text")


def _safe(slug: str) -> str:
    return f"{slug}-1" if _DEVICES.fullmatch(slug) else slug


def _read(text: str, names: Mapping[str, str]) -> Iterator[list[str]]:
    """Syllables, a list a word; a part of a name's slug is as a syllable."""
    done = 0
    for found in _any_of(tuple(names)).finditer(text) if names else ():
        yield from map(_syllables, _words(text[done : found.start()]))
        slug = names[found[0]]
        yield from ([part] for part in slug.split("-")) if slug else (_syllables(found[0]),)
        done = found.end()
    yield from map(_syllables, _words(text[done:]))


@functools.lru_cache(maxsize=2)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some names, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))


def _words(text: str) -> list[str]:
    from generator.segment import cut  # the segmenter loads its dictionary: only where a slug is made

    return cut(text)


def _syllables(word: str) -> list[str]:
    return [part for syllable in plain(word) for part in re.findall(r"[a-z0-9]+", syllable.lower())]


@functools.cache
def pinyin(text: str) -> str:
    """Pinyin with tone marks, syllables apart: 四风 → ``sì fēng``."""
    return " ".join(part for part in with_marks(text) if any(c.isalnum() for c in part))


def sort_key(text: str) -> str:
    """Key for the order by pinyin: plain syllables with tone numbers, then the text itself; marks around it count for nothing."""
    return " ".join(with_numbers(text.strip(_MARKS) or text)).lower() + "\0" + text


def speech(id: str) -> Url:
    return Url(f"/speeches/{id}/")


def book(id: str) -> Url:
    """The EPUB beside a speech's page."""
    return Url(f"/speeches/{id}/{id}.epub")


def term(slug: str) -> Url:
    return Url(f"/terms/{slug}/")


def year(year: str) -> Url:
    return Url(f"/years/{year}/")


def article(slug: str) -> Url:
    return Url(f"/{slug}/")


def facet(facet: str, slug: str = "") -> Url:
    return Url(f"/{facet}/{slug}/" if slug else f"/{facet}/")


def pair(a: str, b: str) -> Url:
    return Url(f"/reuse/{a}/{b}/")


def in_hant(url: Url) -> Url:
    """The same page in the tree of the other script."""
    return Url(HANT + url)


def to_file(url: Url) -> str:
    """File path below ``build/``: ``/a/`` → ``a/index.html``. SiteError where it would leave the folder."""
    path = url[1:] + ("index.html" if url.endswith("/") else "")
    if not url.startswith("/") or not stays_inside(path):
        raise SiteError(f"address {url!r} leaves the site")
    return path


def stays_inside(path: str) -> bool:
    """Whether a relative file path cannot leave the folder that it is relative to."""
    return (
        not any(part in ("", ".", "..") for part in path.split("/")) and "\\" not in path and ":" not in path
    )


def relative(source: Url, target: Url, anchor: str = "") -> str:
    """Address of ``target`` as a page at ``source`` writes it, so that the site works under any prefix."""
    folder, steps = folder_of(source), ""
    while not target.startswith(folder):
        folder, steps = folder_of(folder[:-1]), steps + "../"
    path = steps + target[len(folder) :] or "./"
    return path + (f"#{anchor}" if anchor else "")


def folder_of(url: str) -> Url:
    """The folder that a page or file stands in: of a page that is a folder, that folder."""
    return Url(url[: url.rindex("/") + 1])
