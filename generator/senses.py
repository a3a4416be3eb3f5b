"""Which sense of a term is meant: by the words around it, by place, by date, by default."""

from generator.matcher import Entry, Found, key
from generator.model import Span
from generator.script import fold


def choose(found: Found, place: str, date: Span | None) -> Entry | None:
    """The sense that is meant: by the words around it, by place, by date, by default; None where it cannot be told."""
    entries = found.entries
    if len(entries) == 1:
        return entries[0]
    weights = [sum(key(word) in found.sentence for word in e.contexts) for e in entries]
    if best := [e for e, weight in zip(entries, weights, strict=True) if weight and weight == max(weights)]:
        entries = tuple(best)
    if len(entries) == 1:
        return entries[0]
    if place and len(here := [e for e in entries if fold(e.scope) == fold(place)]) == 1:
        return here[0]
    if date and len(then := [e for e in entries if (e.coined or e.until) and _in_use(e, date)]) == 1:
        return then[0]
    usual = [e for e in entries if e.default]
    return usual[0] if len(usual) == 1 else None


def _in_use(entry: Entry, date: Span) -> bool:
    """Whether a term was in use on a date, as far as its bounds say."""
    begins = entry.coined.earliest if entry.coined else ""
    ends = entry.until.latest if entry.until else ""
    return not (begins and date.latest and date.latest < begins) and not (
        ends and date.earliest and date.earliest > ends
    )
