"""A passage as one of its two speeches has it."""

from typing import NamedTuple

from generator.model import BlockId, Passage


class Spot(NamedTuple):
    """A passage as the page of one of its speeches needs it."""

    block: BlockId
    """Where it stands in that speech, and the offset in this block."""
    start: int
    there: BlockId
    """Its block in the other speech."""
    characters: int
    is_quoted: bool


def of_earlier(passage: Passage) -> Spot:
    """A passage as its earlier speech has it."""
    is_quoted = passage.kind == "quotation"
    return Spot(passage.a_block, passage.a_start, passage.b_block, passage.characters, is_quoted)


def of_later(passage: Passage) -> Spot:
    """A passage as its later speech has it."""
    is_quoted = passage.kind == "quotation"
    return Spot(passage.b_block, passage.b_start, passage.a_block, passage.characters, is_quoted)
