"""The job that all programs do: an archive as ``tests.bench.corpus`` writes it, read without ``generator``.

In: the folder of an archive. Out: its speeches and terms, from which the sources of each program are written, and from which
``check.py`` works out what must stand in every site.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

BASE = "https://archive.example"
FEED = 30
"""Speeches in the feed."""


class Speech(NamedTuple):
    """A speech; ``body`` is Markdown."""

    id: str
    title: str
    date: str
    speaker: str
    office: str
    place: str
    body: str

    @property
    def year(self) -> str:
        """The year of its date."""
        return self.date[:4]


class Term(NamedTuple):
    """An entry of the glossary; ``names`` are the term and its aliases."""

    slug: str
    names: tuple[str, ...]
    category: str
    definition: str


def read_speeches(content: Path) -> Iterator[Speech]:
    """The speeches of an archive, in the order of their file names."""
    for path in sorted((content / "speeches").glob("*.md")):
        facts, body = _parts(path)
        who = facts["speakers"][0]
        yield Speech(
            path.stem, facts["title"], str(facts["date"]), who["name"], who["office"], facts["place"], body
        )


def read_terms(content: Path) -> list[Term]:
    """The terms of an archive, in the order of their file names."""
    found = []
    for path in sorted((content / "glossary").glob("*.md")):
        facts, body = _parts(path)
        names = (facts["term"], *facts.get("aliases", []))
        found.append(Term(path.stem, names, facts["category"], body))
    return found


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    head, body = re.split(r"^---\n", path.read_text("utf-8"), maxsplit=2, flags=re.M)[1:]
    return yaml.load(head, yaml.CSafeLoader), body.strip() + "\n"
