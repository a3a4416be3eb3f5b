"""What several test files share: the real texts, the browser, hypothesis' settings, and the rule on skipped tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests import chromium as browsers

# A slow machine is no failure; in continuous integration every run tries the same examples.
settings.register_profile("yanlu", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("yanlu")


@pytest.fixture(scope="session")
def texts() -> Path:
    """Return the folder of real texts that YANLU_TEXTS names: skipped without it, failed where it is not there."""
    named = os.environ.get("YANLU_TEXTS")
    if not named:
        pytest.skip("YANLU_TEXTS names no folder of real texts")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"YANLU_TEXTS names a folder that is not there: {named}")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield a Chromium without a window, one for the whole run."""
    executable = browsers.find()
    if executable is None:
        pytest.fail(browsers.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(browsers.FLAGS))
        yield browser
        browser.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that has the real texts and skipped a test all the same."""
    if not os.environ.get("YANLU_TEXTS") or session.exitstatus != pytest.ExitCode.OK:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        reporter.ensure_newline()
        reporter.write_line("with YANLU_TEXTS set no test may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
