"""Facts of the real reports: dates to the precision that each text allows, never a wrong ``stated``. Found by YANLU_TEXTS."""

import csv
from pathlib import Path

import pytest

from generator.ingest.ingest import ingest

TABLE = Path(__file__).parent / "cases" / "ingest" / "reports.csv"


def rows() -> list[object]:
    """The table: the beginning of a file's name, its date in EDTF, and how it is known."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row["file"], row["date"], row["basis"], id=row["file"])
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(("file", "date", "basis"), rows())
def test_dates(texts: Path, file: str, date: str, basis: str) -> None:
    """A report has the date that its text states, or the year that its title, its meeting or its review of a year gives."""
    folder, _, begins = file.partition("/")
    (path,) = (texts / "reports" / folder).glob(f"{begins}*")
    fields = ingest(path.read_bytes(), path.name).fields
    assert (fields["date"], fields["date_basis"]) == (date, basis)
    assert fields["date_evidence"]


def test_every_report_is_in_the_table(texts: Path) -> None:
    """None is left out but the page that is no speech."""
    files = [
        path for path in (texts / "reports").rglob("*") if path.is_file() and not path.name.startswith("c07")
    ]
    assert len(files) == len(rows())
