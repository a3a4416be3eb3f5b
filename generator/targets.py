"""Where the links and images of a text lead: the addresses of the site for what an editor writes as files of the archive."""

import re
from collections.abc import Iterator

import msgspec

from generator.model import Block, Mark

_IMAGE = re.compile(r"(?:\.\./)?(?:static/)?([\w./-]+)\Z")
_DOCUMENT = re.compile(r"(?:\.\./)?(speeches|glossary|pages)/([a-z0-9-]+)\.md(#[\w-]+)?\Z")
_ADDRESS = re.compile(r"https?:|mailto:|/|#")
_FOLDERS = {"speeches": "/speeches/", "glossary": "/terms/", "pages": "/"}

Fault = tuple[str, str]
"""Code and message."""


def resolve(block: Block) -> tuple[Block, list[Fault]]:
    """A block whose links and images have their addresses; those that lead nowhere are left out, each with a fault."""
    if not block.marks or not any(mark.kind in ("link", "image") for mark in block.marks):
        return block, []
    faults: list[Fault] = []
    marks = tuple(_marks(block, faults))
    return msgspec.structs.replace(block, marks=marks), faults


def _marks(block: Block, faults: list[Fault]) -> Iterator[Mark]:
    for mark in block.marks:
        if mark.kind == "image":
            address, _, alt = mark.value.partition("\n")
            local = _IMAGE.match(address)
            if local is None or ".." in local[1]:
                faults.append(
                    ("external-image", f"image “{address}”: put it into static/ and write ![…](static/…)")
                )
                continue
            yield msgspec.structs.replace(mark, value=f"/{local[1].lstrip('/')}\n{alt}")
        elif mark.kind == "link" and (found := _DOCUMENT.match(mark.value)):
            yield msgspec.structs.replace(mark, value=f"{_FOLDERS[found[1]]}{found[2]}/{found[3] or ''}")
        elif mark.kind == "link" and not _ADDRESS.match(mark.value):
            faults.append(
                ("bad-link", f"link to “{mark.value}”: expected https://…, /…, #p12 or speeches/….md")
            )
        else:
            yield mark
