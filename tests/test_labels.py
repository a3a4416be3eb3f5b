"""The catalogue of interface words has a word for every value that content or the importer can give."""

import pytest

from generator import load, theme
from generator.ingest.rules import RULES

VALUES = {
    "rule_": [name.replace("-", "_") for name in RULES],
    "status_": load.STATUSES,
    "about_": load.STATUSES,
    "kind_": load.KINDS,
    "shows_": load.SHOWS,
    "basis_": ("stated", "title", "inferred", "editor"),
    "fact_": ("date", "speakers", "place", "level", "venue", "meeting", "occasion", "series", "genre", "transcribed", "published", "revised", "version_of"),
}  # fmt: skip


@pytest.mark.parametrize("prefix", VALUES)
def test_every_value_has_a_label(prefix: str) -> None:
    """A page that shows a value for which the catalogue has no word would stop the build."""
    labels = theme.Theme(theme.folders("default")).labels
    assert [value for value in VALUES[prefix] if not str(labels.get(prefix + value) or "").strip()] == []
