"""A raw file that is Markdown already: its marks are kept, only damage is repaired; ``# Title`` becomes the title.

In: a draft. Out: the opening and the draft without it. Code, tables and addresses are not touched by rules for sentences.
"""

import re
from collections.abc import Iterable

from generator.ingest.clean import MARKDOWN_FIRST, MARKDOWN_SECOND, Rule
from generator.ingest.draft import Draft, repair
from generator.ingest.opening import Opening, opening
from generator.model import Edit

_FENCED = re.compile(
    r"^(```+|~~~+).*?^\1[^\n]*$|^(?: {4}|\t).*$|`[^`\n]+`|\]\([^)\n]*\)|^\[[^\]\n]+\]:.*$|<[^>\n]+>",
    re.M | re.S,
)
_FRONT = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.S)
_TITLE = re.compile(r"#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*$", re.M)
_EMPHASIS = re.compile(r"^[ \t]*(?:[*_]{1,3}|#+[ \t]+|>[ \t]*)|(?<=\S)[*_]{1,3}[ \t]*$", re.M)


def clean(draft: Draft) -> Draft:
    """Repair damage in the sentences."""
    for rule in MARKDOWN_SECOND:
        draft = repair(draft, _outside(rule, draft.view))
    return draft


def _outside(rule: Rule, view: str) -> Iterable[Edit]:
    """A rule's edits, but for those in code, links and addresses."""
    kept = [found.span() for found in _FENCED.finditer(view)]
    edits = list(rule(view))
    if not kept or (edits and edits[0].rule in ("line-ends", "invisible")):
        return edits
    return [edit for edit in edits if not any(a <= edit.start < b for a, b in kept)]


def read(draft: Draft) -> tuple[Opening, Draft]:
    """Take the opening out of a Markdown file: the lines up to the first paragraph of the speech."""
    draft = _first(draft)
    front = _FRONT.match(draft.view)
    if front:
        draft = repair(draft, [Edit("metadata", 0, front.end(), "")])
    title = _TITLE.search(draft.view)
    plain = _EMPHASIS.sub(lambda found: " " * len(found[0]), draft.view)
    if title:
        plain = (
            plain[: title.start()]
            + " " * (title.start("title") - title.start())
            + plain[title.start("title") :]
        )
    head = opening(plain)
    return head, clean(repair(draft, head.edits))


def _first(draft: Draft) -> Draft:
    for rule in MARKDOWN_FIRST:
        draft = repair(draft, rule(draft.view))
    return draft


def paragraphs(view: str) -> Iterable[Edit]:
    """No empty line at the start, one LF at the end."""
    start = len(view) - len(view.lstrip("\n"))
    end = len(view.rstrip())
    if start and start < end:
        yield Edit("paragraph-break", 0, start, "")
    yield Edit("last-line", max(start, end), len(view), "\n")
