"""The benchmark of growth: its clock finds the stages of the program, and its tables say what was measured."""

import pytest

from tests.bench import growth, scale
from tests.bench.corpus import write_archive
from tests.bench.growth import Kind, Row, Used


def test_clock_finds_the_stages(tmp_path):
    """Every stage of a build is there and took time, and together they took as long as the process."""
    write_archive(tmp_path / "content", speeches=3, characters=300, terms=5)
    used, written = scale._build(tmp_path, 1)
    for stage in ("read", "check", "annotate", "derive: search", "derive: reuse", "plan", "render", "write"):
        assert used[stage].wall > 0
        assert used[stage].processor > 0
    stages = [one for name, one in used.items() if name != "all"]
    assert sum(one.wall for one in stages) == pytest.approx(used["all"].wall)
    assert sum(one.processor for one in stages) == pytest.approx(used["all"].processor)
    kinds, facts = scale._looked_at(tmp_path)
    assert kinds["pages of speeches"].files == 6
    assert sum(kind.files for kind in kinds.values()) == written
    page = max((tmp_path / "build").rglob("*.html"), key=lambda path: path.stat().st_size)
    assert facts["largest page"] == page.stat().st_size


def test_tables():
    """Growth stands beside each size but the first, and what a speech more takes is told of a million."""

    def row(speeches: int, seconds: float, files: int) -> Row:
        stages = {
            case: {"all": Used(seconds, seconds, None), "plan": Used(seconds, seconds, None)}
            for case in growth.CASES
        }
        facts = dict.fromkeys(growth._FACTS, float(files))
        kinds = {"search": Kind(files, 1000 * files)}
        return Row(speeches, 6000, 200, False, 2, 0.5, stages, dict.fromkeys(growth.CASES, 7), kinds, facts)

    lines = [*growth.tables([row(100, 1.0, 300), row(1000, 8.5, 2100)])]
    assert "| stage | 100 | 1,000 | growth |" in lines
    assert "| plan | 1.00 / 1.00 / – | 8.50 / 8.50 / – | × 8.5 |" in lines
    assert "| search | 300 / 0.3 | 2,100 / 2.1 | × 7.0 |" in lines
    assert "| files of the site | 2 | 2 million |" in lines
    assert "| the site | 2 KB | 2 GB |" in lines
    assert "| cold build, CPU | 8.3 ms | 2.3 h |" in lines
