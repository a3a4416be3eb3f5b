"""Markdown body to blocks: plain text with stand-off marks.

In: the body of a speech, a definition or a page. Out: ``Block`` values in the order of the page, notes last. What is headings,
paragraphs and simple lists and quotations only, as most speeches are, is read by ``plain.py``, anything else by ``commonmark.py``; that
both give the same is a property test.
"""

import re

import msgspec

from generator.markdown import plain
from generator.model import Block, Mark

_SALUTATION = re.compile(
    r"同志|各位|诸位|諸位|朋友|女士|先生|代表|委员|老师|老師|同学|同學|乡亲|鄉親|战友|父老|家长|嘉宾|来宾|來賓|战士|师傅"
)
_RUN_IN_LIMIT = 80


def parse(body: str) -> tuple[Block, ...]:
    """Read a body. Blocks are numbered from 1; a pinned id replaces ``p<n>``."""
    blocks = plain.parse(body)
    if blocks is None:
        from generator.markdown import commonmark  # the library takes a while to load

        blocks = commonmark.parse(body)
    return tuple([_with_run_in(block) if block.marks else block for block in _with_salutation(blocks)])


def _with_salutation(blocks: list[Block]) -> list[Block]:
    """Name the salutation: the first text of the body, where it addresses somebody and ends in a colon."""
    for i, block in enumerate(blocks):
        if block.kind != "heading":
            text = block.text.rstrip()
            if (
                block.kind == "paragraph"
                and len(text) <= 60
                and text.endswith(("：", ":", "！"))
                and _SALUTATION.search(text)
            ):
                named = msgspec.structs.replace(block, kind="salutation")
                return [*blocks[:i], named, *blocks[i + 1 :]]
            break
    return blocks


def _with_run_in(block: Block) -> Block:
    """Name a run-in heading: bold words at the head of a paragraph that go on to their full stop."""
    first = block.marks[0]
    if (
        block.kind not in ("paragraph", "item")
        or (first.kind, first.start) != ("strong", 0)
        or not 0 < first.end < min(len(block.text), _RUN_IN_LIMIT)
        or block.text[first.end - 1] not in "。：！？；:"
    ):
        return block
    return msgspec.structs.replace(block, marks=(Mark(0, first.end, "run-in"), *block.marks[1:]))
