"""The page that compares terms over the years."""

from generator.model import Slug, Url, Value


class ChartBar(Value, frozen=True):
    """One year of one term; ``speeches`` of the archive in that year may be 0: a gap, not silence."""

    year: str
    uses: int
    speeches: int


class ChartRow(Value, frozen=True):
    """One term over the years."""

    term: str
    slug: Slug
    url: Url
    uses: int
    bars: tuple[ChartBar, ...]


class ChartView(Value, frozen=True):
    """chart.html: the most frequent terms as they stand without a script, and what the form offers."""

    rows: tuple[ChartRow, ...]
    levels: tuple[tuple[str, str], ...]
    """Key and name of each level that the archive has."""
    dated: int
    """Plain records that the rows count."""
    undated: int
    """Plain records without a year, which no row counts."""
    left_out: int
    """Texts that are no plain record."""
    version: str
    """Of the data, behind the names of its files."""
