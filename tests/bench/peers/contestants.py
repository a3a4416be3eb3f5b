"""Who takes part: how each gets the archive, and by which commands it builds a site into ``out``.

Each has a folder of its own with all that it reads, written before the clock starts. A contestant whose program is not there
has a reason instead.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.model import PARTS
from tests.bench.peers import sources
from tests.bench.peers.install import ROOT, Tools

HERE = Path(__file__).parent
_JOB = f"script: none\nlink: page\nwithout: [{', '.join(PARTS)}]\n"
"""How site.yaml says that what yanlu does beyond the job is not wanted."""


class Step(NamedTuple):
    """One build that is measured: what it is called, and what is changed before it."""

    label: str
    change: Callable[[Path, int], None] | None = None


class Contestant(NamedTuple):
    """One program with one way of doing the job."""

    name: str
    """For --only."""
    label: str
    prepare: Callable[[Path, Path], None]
    commands: tuple[tuple[str, ...], ...]
    """They run in the contestant's folder, one behind the other."""
    steps: tuple[Step, ...] = (Step(""),)
    """The first is cold; each of the others finds what the one before it left."""
    made: tuple[str, ...] = ("out",)
    """What a cold build must not find."""
    is_linked: bool = True
    """Whether it makes links at all."""
    reason: str = ""
    """Why it cannot run."""
    environment: tuple[tuple[str, str], ...] = (("PYTHONPATH", str(ROOT)),)


def contestants(tools: Tools, jobs: int) -> Iterator[Contestant]:
    """All that can take part, yanlu first."""
    yield from _yanlu(jobs)
    yield from _hugo(tools)
    version = tools.versions["eleventy"]
    yield Contestant(
        "eleventy",
        f"Eleventy {version}, rule for markdown-it",
        lambda content, folder: _eleventy(content, folder, tools.node),
        (("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet", "--output=out"),),
        reason=tools.reasons.get("node", ""),
    )
    python, reason = str(tools.python), tools.reasons.get("python", "")
    yield Contestant(
        "pelican",
        f"Pelican {tools.versions['pelican']}, plugin",
        sources.pelican,
        ((python, "-m", "pelican", "content", "-o", "out", "-s", "pelicanconf.py", "-q"),),
        made=("out", "__pycache__"),
        reason=reason,
    )
    yield Contestant(
        "mkdocs",
        f"MkDocs {tools.versions['mkdocs']}, hook",
        sources.mkdocs,
        ((python, "-m", "mkdocs", "build", "-q", "-d", "out"),),
        made=("out", "__pycache__"),
        reason=reason,
    )


def _yanlu(jobs: int) -> Iterator[Contestant]:
    build = (
        sys.executable,
        *("-m", "generator", "build", "--content", "content", "--output", "out", "--jobs", str(jobs)),
    )
    edited = Step(", one speech edited", _edit_speech)
    yield Contestant(
        "yanlu",
        "yanlu",
        _same_job,
        ((*build, "--theme", str(HERE / "yanlu-theme")),),
        (Step(""), edited),
        ("out", ".cache"),
    )
    yield Contestant(
        "yanlu-all",
        "yanlu, everything on",
        _everything,
        (build,),
        (
            Step(""),
            edited,
            Step(", one definition edited", _edit_definition),
            Step(", nothing changed", _keep),
        ),
        ("out", ".cache"),
    )


def _hugo(tools: Tools) -> Iterator[Contestant]:
    version, reason = tools.versions["hugo"], tools.reasons.get("hugo", "")
    build = (str(tools.hugo), "--quiet", "--noBuildLock", "--destination", "out")
    yield Contestant(
        "hugo-plain",
        f"Hugo {version}, no links at all",
        sources.hugo_plain,
        (build,),
        is_linked=False,
        reason=reason,
    )
    yield Contestant(
        "hugo", f"Hugo {version}, links by template", sources.hugo_template, (build,), reason=reason
    )
    yield Contestant(
        "hugo-prepass",
        f"Hugo {version}, links by pre-pass",
        sources.hugo_prepass,
        ((str(tools.python), str(HERE / "prepass.py"), "names.json", "written", "content/speeches"), build),
        made=("out", "content/speeches/[0-9]*"),
        reason=reason,
    )


# --------------------------------------------------------------------------------------------------- their archives


def _same_job(content: Path, folder: Path) -> None:
    """The archive for yanlu, with all switched off that is not part of the job."""
    shutil.copytree(content, folder / "content")
    with (folder / "content" / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(_JOB)


def _everything(content: Path, folder: Path) -> None:
    shutil.copytree(content, folder / "content")


def _eleventy(content: Path, folder: Path, modules: Path | None) -> None:
    assert modules is not None
    sources.eleventy(content, folder)
    os.symlink(modules, folder / "node_modules")


# --------------------------------------------------------------------------------------------------------- changes


def _edit_speech(folder: Path, number: int) -> None:
    """The last speech gets one more paragraph."""
    path = max((folder / "content" / "speeches").glob("*.md"))
    path.write_text(_base(path.read_text("utf-8")) + f"\n这是第{number}次改动。\n", "utf-8")


def _edit_definition(folder: Path, number: int) -> None:
    """The last entry of the glossary gets one more sentence."""
    path = max((folder / "content" / "glossary").glob("*.md"))
    path.write_text(_base(path.read_text("utf-8")).rstrip() + f"\n\n这是第{number}次改动。\n", "utf-8")


def _keep(folder: Path, number: int) -> None:
    """Change nothing."""


def _base(text: str) -> str:
    """A text without what an earlier run added."""
    return text.split("\n这是第")[0].rstrip("\n") + "\n"
