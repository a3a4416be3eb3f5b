"""The browser of the tests.

In: what is installed on this machine. Out: the path of a Chromium that starts, installed first where none is there.
Run as a program (`python -m tests.chromium`) it installs what is missing and says in one line what it did or what
there is to do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "no Chromium found, so the browser tests fail: install one (Debian: apt-get install chromium fonts-noto-cjk), "
    "or set YANLU_CHROMIUM to its path"
)


def find() -> Path | None:
    """Return the first browser that starts: the one YANLU_CHROMIUM names, one on the PATH, Playwright's own."""
    return next((path for path in _candidates() if _starts(path)), None)


def install() -> Path | None:
    """Return a browser, installed by apt-get or else by Playwright if there was none; None if that failed."""
    found = find()
    by_apt = _apt_get() is not None
    if by_apt and (found is None or not _has_chinese_font()):
        packages = ["fonts-noto-cjk"] if found else ["chromium", "fonts-noto-cjk"]
        print(f"browser: installing {' and '.join(packages)} by apt-get", flush=True)
        _apt_install(packages)
        found = found or find()
    if found is None:
        print("browser: downloading Playwright's Chromium", flush=True)
        _run([sys.executable, "-m", "playwright", "install", "chromium"])
        found = find()
    return found


def _candidates() -> Iterator[Path]:
    """Yield every place where a browser may be, the preferred first."""
    if named := os.environ.get("YANLU_CHROMIUM"):
        yield Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from map(Path, APPLICATIONS)
    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def _starts(path: Path) -> bool:
    """Tell whether the file is a browser that runs: some systems have a script there that only names a package."""
    if not path.is_file():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and ("Chromium" in done.stdout or "Chrome" in done.stdout)


def _apt_get() -> str | None:
    """Return the path of apt-get if we may use it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return shutil.which("apt-get") if is_root else None


def _has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font for simplified Chinese; without fontconfig there is none."""
    lists = shutil.which("fc-list")
    if lists is None:
        return False
    done = subprocess.run([lists, ":lang=zh-cn", "family"], capture_output=True, text=True)
    return bool(done.stdout.strip())


def _apt_install(packages: list[str]) -> None:
    """Install Debian packages from a fresh list, asking nothing."""
    _run(["apt-get", "-qq", "update"])
    _run(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages])


def _run(command: list[str]) -> None:
    """Run a command quietly; its last lines are shown if it fails, and the caller looks at what is there."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, timeout=900
    )
    if done.returncode != 0:
        tail = (done.stdout + done.stderr).strip().splitlines()[-3:]
        print(f"browser: {' '.join(command[:2])} failed: {' / '.join(tail)}", file=sys.stderr)


if __name__ == "__main__":
    browser = install()
    print(f"browser: {browser}" if browser else f"browser: {MISSING}")
