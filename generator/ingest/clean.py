"""From raw text to clean text: every rule in its place.

In: the decoded text. Out: a ``Draft`` whose view has a paragraph a line and no marks of Markdown. The order is one list, with the
reason of each place.
"""

from collections.abc import Callable, Iterable

from generator.ingest import (
    breaks,
    characters,
    doubts,
    duplicates,
    footnotes,
    furniture,
    indents,
    layout,
    pages,
    punctuation,
    wraps,
)
from generator.ingest.draft import Draft, remark, repair
from generator.model import Edit, Note

Rule = Callable[[str], Iterable[Edit]]
Flag = Callable[[str], Iterable[Note]]

FIRST: tuple[Rule, ...] = (
    pages.page_breaks,  # a form feed is a line end to the next rule
    characters.line_ends,  # later rules know LF only
    characters.invisible,  # and compare words without marks inside
    characters.entities,  # a quotation mark is one whatever it was written as
    characters.fold,
    indents.by_indent,  # a text in one line has no lines for the rules below
    indents.subtitle_apart,  # the first line may be whole only now
    indents.speaker_apart,
    furniture.controls,
    furniture.contents_list,  # its lines look like headings
    duplicates.second_copy,  # the tail may come behind it
    furniture.tail,
    layout.pages,  # a page number inside a sentence breaks the width of lines
    layout.chunk_markers,
    wraps.hard_wraps,  # needs the indents
    duplicates.second_copy,  # again: pages and wraps fell differently in the two
)
SECOND: tuple[Rule, ...] = (
    wraps.soft_wraps,  # lines of the opening look like broken ones
    duplicates.most_of_second_copy,  # again: a wiki's line ends may differ in the two
    layout.indents,
    layout.spaced_digits,
    punctuation.half_width,  # looks through spaces
    punctuation.straight_quotes,
    punctuation.turned_quotes,  # needs the straight ones turned
    layout.stray_spaces,  # sees full-width marks
    duplicates.doubled_paragraphs,
)
ONE_BLOCK: tuple[Rule, ...] = (
    breaks.by_width,  # needs the spaces
    *SECOND,
    breaks.by_number,  # needs the spaces gone
)
MARKDOWN_FIRST: tuple[Rule, ...] = (
    characters.line_ends,
    characters.invisible,
    characters.entities,
    characters.fold,
)
MARKDOWN_SECOND: tuple[Rule, ...] = (
    layout.spaced_digits,
    punctuation.half_width,
    punctuation.straight_quotes,
    punctuation.turned_quotes,
)
FLAGS: tuple[Flag, ...] = (
    characters.private_use,
    doubts.doubts,
    duplicates.repeated_paragraphs,
    footnotes.lost_marks,
    furniture.after_end,
)


def repair_all(draft: Draft, rules: Iterable[Rule]) -> Draft:
    """Apply rules one after the other."""
    for rule in rules:
        draft = repair(draft, rule(draft.view))
    return draft


def flag_all(draft: Draft, flags: Iterable[Flag] = FLAGS) -> Draft:
    """Collect what an editor should look at."""
    for flag in flags:
        draft = remark(draft, flag(draft.view))
    return draft
