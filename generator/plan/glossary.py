"""The index of terms in three orders: by pinyin, numeral and category."""

import re
from collections.abc import Iterator

from generator.model import Page, Slug, Url
from generator.plan.common import Everything
from generator.plan.terms import entry
from generator.views.common import TermEntry
from generator.views.indexes import TermGroup, TermsView

_NUMERALS = "一二三四五六七八九十"
_NUMERAL = re.compile(rf"[{_NUMERALS}两双百千万]|第?\d+")
_ALIKE = {"两": "二", "双": "二"}


def pages(every: Everything) -> Iterator[Page]:
    """The index in every order."""
    entries = {term.slug: entry(every, term) for term in every.archive.terms}
    for order, url, title, groups in (
        ("pinyin", "/terms/", "词条（拼音）", _by_pinyin(every, entries)),
        ("number", "/terms/by/number/", "词条（数字）", _by_number(every, entries)),
        ("category", "/terms/by/category/", "词条（类别）", _by_category(every, entries)),
    ):
        yield Page(Url(url), "terms.html", title, TermsView(order, tuple(groups), len(entries)), kind="terms")


def _sorted(every: Everything, entries: list[TermEntry]) -> tuple[TermEntry, ...]:
    return tuple(sorted(entries, key=lambda one: (every.readings[one.term].order, one.url)))


def _by_pinyin(every: Everything, entries: dict[Slug, TermEntry]) -> Iterator[TermGroup]:
    letters: dict[str, list[TermEntry]] = {}
    for one in entries.values():
        first = every.readings[one.term].order[:1].upper()
        letters.setdefault(first if first.isalpha() and first.isascii() else "#", []).append(one)
    for letter in sorted(letters):
        yield TermGroup(
            letter, f"letter-{letter.lower() if letter != '#' else 'other'}", _sorted(every, letters[letter])
        )


def _by_number(every: Everything, entries: dict[Slug, TermEntry]) -> Iterator[TermGroup]:
    """Rows 一 to 十 (两 and 双 stand under 二), then those without a numeral at their head."""
    rows: dict[str, list[TermEntry]] = {}
    for one in entries.values():
        found = _NUMERAL.match(one.term)
        numeral = _ALIKE.get(found[0], found[0]) if found else ""
        rows.setdefault(numeral if numeral in _NUMERALS else "", []).append(one)
    for number, numeral in enumerate(_NUMERALS, 1):
        if numeral in rows:
            yield TermGroup(numeral, f"number-{number}", _sorted(every, rows[numeral]))
    if rest := rows.get(""):
        yield TermGroup("其他", "number-other", _sorted(every, rest))


def _by_category(every: Everything, entries: dict[Slug, TermEntry]) -> Iterator[TermGroup]:
    groups: dict[str, list[TermEntry]] = {}
    for term in every.archive.terms:
        groups.setdefault(term.category or "未分类", []).append(entries[term.slug])
    for number, category in enumerate(
        sorted(groups, key=lambda name: (name == "未分类", every.readings[name].order)), 1
    ):
        yield TermGroup(category, f"category-{number}", _sorted(every, groups[category]))
