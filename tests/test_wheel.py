"""The package as a user has it: built, installed away from the checkout, run from another folder.

Nothing is fetched: the package is built by the back-end of this environment and installed without its dependencies,
which this environment has as well.
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PLACES = {
    "generator": "generator",
    "themes": "generator/resources/themes",
    "content": "generator/resources/content",
}
SPEECH = """在全县防汛工作会议上的讲话
（2021年5月6日）

同志们：

今天把大家请来，只讲防汛这一件事。要把“两个维护”落实到每一座水库、每一段河堤上。

一、把人员转移方案再过一遍

各乡镇今天回去就核对名册，一户一户问清楚，不许照抄去年的表。
"""


def run(command: Sequence[str | Path], cwd: Path, **environment: str) -> str:
    """Run a command elsewhere, on its own PYTHONPATH, and return what it prints; it must end well."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel made from a source package made from the checkout, so that both are whole."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT], folder)
    (made,) = folder.glob("yanlu-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel is installed, and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", "--no-deps", "--no-index", "--target", target, wheel], target)
    return target


def test_wheel_carries_program_theme_and_archive(wheel: Path) -> None:
    """Every file of generator/, themes/ and content/ is in the wheel, at the place where resource() looks."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in PLACES.items():
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        assert files, folder
        expected = {f"{place}/{file.relative_to(CHECKOUT / folder).as_posix()}" for file in files}
        assert expected <= names, f"not in the wheel: {sorted(expected - names)}"
    strays = [name for name in names if not name.startswith(("generator/", "yanlu-"))]
    assert not strays


def test_installed_program_makes_a_site(installed: Path, tmp_path: Path) -> None:
    """The installed `yanlu` makes an archive, imports a text and builds, in a folder that knows no checkout."""
    (command,) = (installed / "bin").glob("yanlu*")
    where = "import generator; print(generator.__file__)"
    origin = run([sys.executable, "-c", where], tmp_path, PYTHONPATH=str(installed))
    assert Path(origin.strip()).is_relative_to(installed)

    run([command, "new", "archive", "archive"], tmp_path, PYTHONPATH=str(installed))
    assert (tmp_path / "archive" / "site.yaml").is_file()
    assert list((tmp_path / "archive" / "glossary").glob("*.md"))

    (tmp_path / "raw.txt").write_text(SPEECH, encoding="utf-8")
    run([command, "import", "raw.txt", "--content", "archive"], tmp_path, PYTHONPATH=str(installed))
    run([command, "build", "--content", "archive", "--output", "site"], tmp_path, PYTHONPATH=str(installed))
    site = tmp_path / "site"
    for page in ("index.html", "404.html", "terms/index.html", "years/index.html", "about/index.html"):
        assert "</html>" in (site / page).read_text(encoding="utf-8"), page
    (speech,) = (site / "speeches").glob("*/index.html")
    assert 'data-term="liangge-weihu"' in speech.read_text(encoding="utf-8")
    assert len(list((site / "terms").glob("*/index.html"))) >= 60
