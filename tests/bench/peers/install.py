"""The peers, installed into a cache of their own: those of Python by requirements/peers.txt, Eleventy by its package-lock.json.

In: the cache's folder. Out: ``Tools``: where each program is, and of what could not be installed the reason. What the cache
has for the same locks is used again.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements" / "peers.txt"
_ELEVENTY = Path(__file__).parent / "eleventy"


class Tools(NamedTuple):
    """Programs; None where one could not be installed, and then the reason."""

    python: Path | None
    """The interpreter that has Pelican, MkDocs and what the pre-pass needs."""
    hugo: Path | None
    node: Path | None
    """The folder node_modules that has Eleventy."""
    reasons: dict[str, str]
    """Of each that is None."""
    versions: dict[str, str]
    """Of the programs, by their names in lower case."""


def install(cache: Path) -> Tools:
    """Install what the cache lacks."""
    reasons: dict[str, str] = {}
    versions = dict(re.findall(r"^(hugo|pelican|mkdocs)==(\S+)", LOCK.read_text("utf-8"), re.M))
    key = _key(LOCK.read_bytes(), sys.version.encode())
    home = _make(cache / f"python-{key}", _install_python, "python", reasons)
    python = hugo = None
    if home is not None:
        python = _interpreter(home)
        hugo = next(home.rglob("hugo/binaries/hugo*"), None)
        if hugo is None:
            reasons["hugo"] = "its package has no program for this system"
    else:
        reasons["hugo"] = reasons["python"]
    lock = (_ELEVENTY / "package-lock.json").read_text("utf-8")
    modules = _make(cache / f"node-{_key(lock.encode())}", _install_node, "node", reasons)
    found = re.search(r'"@11ty/eleventy": "([^"]+)"', lock)
    versions["eleventy"] = found[1] if found else ""
    return Tools(python, hugo, modules / "node_modules" if modules else None, reasons, versions)


def _key(*parts: bytes) -> str:
    return hashlib.blake2b(b"\0".join(parts), digest_size=6).hexdigest()


def _make(home: Path, fill: Callable[[Path], None], name: str, reasons: dict[str, str]) -> Path | None:
    """A folder of the cache, filled where it is not there as a whole."""
    if (home / ".complete").is_file():
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        fill(home)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        lines = [line for line in said.splitlines() if line.strip() and "WARNING" not in line] or [str(error)]
        wrong = [line for line in lines if re.match(r"(ERROR|npm error)\b", line)]
        reasons[name] = (wrong or lines)[-1].strip()[:160]
        return None
    (home / ".complete").touch()
    return home


def _install_python(home: Path) -> None:
    _run([sys.executable, "-m", "venv", str(home)], home)
    python = str(_interpreter(home))
    _run(
        [
            python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            str(LOCK),
        ],
        home,
    )


def _interpreter(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _install_node(home: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise OSError("there is no npm on this machine: install Node.js")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_ELEVENTY / name, home)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], home)


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""}
    )
