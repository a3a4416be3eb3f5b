"""The concordance of a term: on the term's page where it is short, else on pages by year, month and day.

A part is cut by what the archive knows of its speeches, never by a running count, so that an address keeps its meaning when speeches
come in. Where days and months do not help, since the dates are not known, the letters of the speeches' ids do.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from generator import urls
from generator.derive.terms import Sentence, SpeechUse, TermUse
from generator.matcher import key
from generator.model import Page, Slug, Speech, Url
from generator.plan.common import Everything
from generator.script import to_simplified
from generator.views.common import Link
from generator.views.terms import Concordance, Use, UseGroup, UsePart, UsesView, Word

ON_TERM_PAGE = 200
_ON_PAGE = 500
"""Rows at most on the page of a term, and on the page of a part."""
EVERY_USE = 2000
"""Uses beyond which only the first of each speech has a row."""
_WORDS_MARKED = 6
"""Forms of a term that an address asks to be marked."""
_VOICES = ("own", "quoted", "title")
_UNDATED = "日期不详"


class _Part(NamedTuple):
    """A page of the concordance: its own rows, and parts that have pages of their own."""

    key: str
    label: str
    uses: Sequence[SpeechUse]
    own: Sequence[SpeechUse]
    parts: Sequence["_Part"]


Path = tuple[str, ...]
"""Year, month and day of a speech, as far as they are known: ``2018``, ``2018-03``, ``2018-03-05``; or ``undated``."""


def paths(speeches: Sequence[Speech]) -> list[Path]:
    """The path of every speech."""
    return [_path(speech) for speech in speeches]


def concordance(
    every: Everything, known: Sequence[Path], slug: Slug, term: str
) -> tuple[Concordance, list[Page]]:
    """What stands on the page of a term (or of a list of senses), and the pages of the parts; ``known`` are the paths."""
    home = urls.term(slug)
    use = every.indexes.terms.get(slug)
    if use is None or not use.uses:
        return Concordance((), (), 0, False), []
    cutter = _Cutter(every, known, use.mentions > EVERY_USE)
    root = cutter.cut("", term, use.uses, 0, ON_TERM_PAGE)
    file = Url(f"{home}uses.js") if has_file(use) else None
    view = cutter.view(root, home, file)
    parts = list(_below(root, None))
    pages = []
    for i, (part, above) in enumerate(parts):
        links = [
            Link(parts[j][0].label, Url(f"{home}{parts[j][0].key}/")) if 0 <= j < len(parts) else None
            for j in (i - 1, i + 1)
        ]
        own = UsesView(
            term,
            home,
            part.label,
            sum(len(one.sentences) for one in part.uses),
            len(part.uses),
            cutter.view(part, home, None),
            Link(above.label, Url(f"{home}{above.key}/")) if above else None,
            *links,
        )
        pages.append(Page(Url(f"{home}{part.key}/"), "uses.html", f"{term}：{part.label}", own, kind="uses"))
    return view, pages


class _Cutter:
    """Cuts the uses of one term into parts that a page can hold."""

    def __init__(self, every: Everything, known: Sequence[Path], first_only: bool) -> None:
        self._every, self._paths, self._first_only = every, known, first_only

    def cut(self, key: str, label: str, uses: Sequence[SpeechUse], depth: int, limit: int) -> _Part:
        """One part; ``depth`` is how much of the date its key names."""
        if self._rows(uses) <= limit:
            return _Part(key, label, uses, uses, ())
        own: list[SpeechUse] = []
        groups: dict[str, list[SpeechUse]] = {}
        for use in uses:
            path = self._paths[use.speech]
            (groups.setdefault(path[depth], []) if len(path) > depth else own).append(use)
        parts = [self.cut(k, _label(k), groups[k], depth + 1, _ON_PAGE) for k in sorted(groups)]
        if self._rows(own) > _ON_PAGE:
            parts += self._by_letters(key, label, own, 1)
            own = []
        return _Part(key, label, uses, own, parts)

    def _rows(self, uses: Sequence[SpeechUse]) -> int:
        return len(uses) if self._first_only else sum(len(use.sentences) for use in uses)

    def _by_letters(self, key: str, label: str, uses: Sequence[SpeechUse], size: int) -> Iterator[_Part]:
        groups: dict[str, list[SpeechUse]] = {}
        for use in uses:
            letters = self._every.speeches[use.speech].id.partition("-")[2].replace("-", "")
            groups.setdefault(letters[:size], []).append(use)
        for letters in sorted(groups):
            group = groups[letters]
            if self._rows(group) > _ON_PAGE and len(letters) == size:
                yield from self._by_letters(key, label, group, size + 1)
            else:
                yield _Part(f"{key}-{letters or '0'}", f"{label}（{letters}…）", group, group, ())

    def view(self, part: _Part, home: Url, file: Url | None) -> Concordance:
        """What the page of a part shows."""
        depth = len(part.key.split("-")) if part.key else 0
        groups: dict[tuple[str, str], list[Use]] = {}
        rows = 0
        for one in part.own:
            shown = one.sentences[:1] if self._first_only else one.sentences
            rows += len(shown)
            group = _group(self._paths[one.speech], depth)
            groups.setdefault(group, []).append(_use(self._every, one, shown))
        return Concordance(
            tuple(UseGroup(*head, tuple(groups[head])) for head in sorted(groups, key=_is_open)),
            tuple(_listed(one, home) for one in part.parts),
            rows,
            self._first_only,
            file,
        )


def _path(speech: Speech) -> Path:
    if speech.year == "undated" or speech.date is None:
        return ("undated",)
    first, last = speech.date.earliest, speech.date.latest
    return tuple(first[:size] for size in (4, 7, 10) if first[:size] == last[:size])


def _label(key: str) -> str:
    if key == "undated":
        return _UNDATED
    return "".join(f"{int(number)}{unit}" for number, unit in zip(key.split("-"), "年月日", strict=False))


def _below(part: _Part, above: _Part | None) -> Iterator[tuple[_Part, _Part | None]]:
    """Every part below one, in reading order, each with the one that it is a part of (None for the term itself)."""
    for one in part.parts:
        yield one, above
        yield from _below(one, one)


# ------------------------------------------------------------------------------------------------------- what a page shows


def _listed(part: _Part, home: Url) -> UsePart:
    return UsePart(
        part.label,
        Url(f"{home}{part.key}/"),
        sum(len(use.sentences) for use in part.uses),
        len(part.uses),
        tuple(_listed(one, home) for one in part.parts),
    )


def _group(path: Path, depth: int) -> tuple[str, str]:
    """Label and anchor of the group: years on the page of the term, months on that of a year."""
    if depth == 0:
        return (_UNDATED, "undated") if path[0] == "undated" else (path[0], f"y{path[0]}")
    if depth == 1 and path[0] != "undated":
        return (f"{int(path[1][5:])}月", f"m{path[1][5:]}") if len(path) > 1 else ("月份不详", "m00")
    return "", ""


def _is_open(group: tuple[str, str]) -> bool:
    """Groups whose year or month is not known come last."""
    return group[1] in ("undated", "m00")


def _use(every: Everything, use: SpeechUse, sentences: Sequence[Sentence]) -> Use:
    line, speech = every.lines[use.speech], every.speeches[use.speech]
    words = [Word(*shown(speech, one), block=one.block, voice=one.voice, part=one.part) for one in sentences]
    return Use(
        line.url,
        line.title,
        line.date,
        line.datetime,
        line.status,
        speech.year,
        line.speakers,
        tuple(words),
        len(use.sentences),
        all_marked(line.url, use) if len(sentences) < len(use.sentences) else None,
    )


def all_marked(url: Url, use: SpeechUse) -> Url:
    """The speech with every use marked: a search for the forms that stand in it."""
    forms = list(dict.fromkeys(key(sentence.surface) for sentence in use.sentences))[:_WORDS_MARKED]
    return Url(f"{url}?q={quote(' OR '.join(forms))}")


def shown(speech: Speech, sentence: Sentence) -> tuple[str, str, str]:
    """The words of a use in simplified characters."""
    words = (sentence.left, sentence.surface, sentence.right)
    if speech.lang != "zh-Hant":
        return words
    left, surface, right = map(to_simplified().text, words)
    return left, surface, right


def has_file(use: TermUse) -> bool:
    """Whether the rows stand on several pages, and are few enough to be loaded at once."""
    rows = use.mentions if use.mentions <= EVERY_USE else len(use.uses)
    return ON_TERM_PAGE < rows <= EVERY_USE
