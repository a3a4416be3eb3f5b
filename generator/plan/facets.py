"""Speakers, places, levels and meetings: an index of each, and a page that joins the texts of one."""

from collections.abc import Iterator

from generator import urls
from generator.model import Page, Url
from generator.plan.common import LEVELS, Everything
from generator.views.indexes import FacetLine, FacetsView, FacetView

FACETS = {"speakers": "人物", "places": "地点", "levels": "层级", "meetings": "会议"}


def pages(every: Everything) -> Iterator[Page]:
    """For each facet that the archive has: its index, then its pages."""
    for facet, title in FACETS.items():
        found = _collect(every, facet)
        if not found:
            continue
        lines = []
        for url, (text, notes, positions) in found.items():
            note = "、".join(dict.fromkeys(notes))
            lines.append(FacetLine(text, note, url, len(positions), _years(every, positions)))
            known = {"speakers": every.archive.config.people, "places": every.archive.config.places}.get(
                facet, {}
            )
            aliases = tuple(alias for alias in known[text].aliases) if text in known else ()
            view = FacetView(
                facet,
                text,
                note,
                aliases,
                every.groups_by_year(positions),
                len(positions),
                every.count_terms(positions),
            )
            yield Page(url, "facet.html", text, view, kind="facet")
        yield Page(
            urls.facet(facet),
            "facets.html",
            title,
            FacetsView(facet, tuple(_ordered(every, facet, lines))),
            kind="facets",
        )


def _ordered(every: Everything, facet: str, lines: list[FacetLine]) -> list[FacetLine]:
    if facet == "levels":
        order = list(LEVELS.values())
        return sorted(lines, key=lambda line: order.index(line.text))
    return sorted(lines, key=lambda line: (-line.speeches, every.readings[line.text].order))


def _collect(every: Everything, facet: str) -> dict[Url, tuple[str, list[str], list[int]]]:
    """Address → name, notes (offices), positions of speeches."""
    found: dict[Url, tuple[str, list[str], list[int]]] = {}
    for position, speech in enumerate(every.speeches):
        if facet == "speakers":
            values = [(s.plain_name, s.office) for s in speech.speakers if s.name]
        else:
            value = {
                "places": speech.place,
                "levels": LEVELS.get(speech.level, ""),
                "meetings": speech.meeting,
            }[facet]
            values = [(value, "")] if value else []
        for name, note in values:
            url = urls.facet("levels", speech.level) if facet == "levels" else every.facet_url(facet, name)
            _, notes, positions = found.setdefault(url, (every.main_name(facet, name), [], []))
            if note:
                notes.append(note)
            if position not in positions:
                positions.append(position)
    return found


def _years(every: Everything, positions: list[int]) -> str:
    years = sorted({year for p in positions if (year := every.speeches[p].year) != "undated"})
    if not years:
        return ""
    return years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
