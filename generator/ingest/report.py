"""What an import tells the editor: a row a speech, and at the end what needs a human, hardest first. Lines of text; nothing is printed."""

from collections.abc import Callable, Iterator, Sequence

from generator.ingest.receive import Row
from generator.model import Problem, Value

HARD = {"conflict": 100, "copy": 40, "several": 45, "parts": 35, "edited": 20}
"""How much work a kind of problem is; an error of any other kind is 90."""
_STATUS = {"composite": 60, "disputed": 55, "template": 50}
_NOTES = {
    "mojibake": 30,
    "damaged": 30,
    "nul-bytes": 25,
    "scar": 12,
    "era": 10,
    "encoding": 10,
    "numbering": 5,
    "private-use": 5,
    "quotes": 3,
}
"""How much work one note of a rule is; of any other rule 1."""

Fit = Callable[[str, int, bool], str]
"""A text in so many columns, to the right or not."""


class Task(Value, frozen=True):
    """What waits for a human in one speech or file: ``weight`` the harder the more; ``reasons`` in words, the hardest first; the last is
    how many notes there are of each rule."""

    weight: int
    where: str
    reasons: tuple[str, ...]


def header(fit: Fit, wide: int) -> str:
    """The head of the table."""
    return row_line(("file", "id", "date", "basis", "in", "body", "notes"), fit, wide)


def row_of(row: Row, fit: Fit, wide: int) -> str:
    """One line of the table."""
    notes = str(sum(row.notes.values()) or "–")
    cells = (
        row.file,
        row.id,
        row.date or "undated",
        row.basis or "–",
        f"{row.characters_in:,}",
        f"{row.characters_out:,}",
        notes,
    )
    return row_line(cells, fit, wide)


def row_line(cells: Sequence[str], fit: Fit, wide: int) -> str:
    """Cells in their columns; the id is whole where the terminal is wide enough."""
    spare = max(36, wide - 12 - 8 - 7 - 7 - 5 - 6 * 2)
    id = min(48, spare - 16)
    file = min(40, spare - id)
    widths = (file, id, 12, 8, 7, 7, 5)
    return "  ".join(
        fit(cell, width, i > 3) for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def detail_of(row: Row) -> str:
    """What stands below a row: its state where it is not new, what the rules removed, and what it is like."""
    removed = sorted(row.removed.items(), key=lambda pair: (-pair[1], pair[0]))
    parts = []
    if row.state != "new":
        parts.append(
            {
                "same": "nothing new",
                "again": "made anew",
                "merged": "merged with what stood there",
                "conflict": "CONFLICT",
                "kept": "kept as edited",
            }[row.state]
        )
    parts.append("removed: " + (", ".join(f"{rule} {n:,}" for rule, n in removed) or "nothing"))
    parts += [f"{one.percent} % = {one.id}" for one in row.alike[:1]]
    return "; ".join(parts)


def task_of(row: Row | None, problems: Sequence[Problem]) -> Task | None:
    """What a human has to do about one result; None where nothing."""
    reasons = [
        (HARD.get(problem.code, 90 if problem.level == "error" else 15), problem.message)
        for problem in problems
        if problem.level != "note"
    ]
    if row and row.status in _STATUS:
        reasons.append((_STATUS[row.status], f"{row.status}: no plain record of a speech"))
    if row and not row.date:
        reasons.append((15, "undated"))
    elif row and row.basis == "inferred":
        reasons.append((8, f"date inferred: {row.date}"))
    reasons.sort(key=lambda reason: -reason[0])
    if row and row.notes:
        ranked = sorted(row.notes.items(), key=lambda pair: (-_weight(*pair), pair[0]))
        told = ", ".join(f"{n} {rule}" for rule, n in ranked)
        reasons.append((sum(_weight(*pair) for pair in ranked), f"notes: {told}"))
    if not reasons:
        return None
    where = row.id if row else problems[0].path
    return Task(sum(weight for weight, _ in reasons), where, tuple(text for _, text in reasons))


def _weight(rule: str, number: int) -> int:
    return _NOTES.get(rule, 1) * min(number, 5)


def tasks(found: Sequence[Task], most: int, cut: Callable[[str], str]) -> Iterator[str]:
    """The hardest tasks as lines, each speech with its reasons; then how many more there are."""
    ranked = sorted(found, key=lambda task: (-task.weight, task.where))
    for task in ranked[:most]:
        yield f"  {task.where}"
        yield from (cut(f"      {reason}") for reason in task.reasons)
    if len(ranked) > most:
        yield f"  … and {len(ranked) - most} more, easier ones"
