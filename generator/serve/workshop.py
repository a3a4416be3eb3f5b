"""Watches an archive and its theme, compiles again on every change, and holds what the server shows at a time."""

import functools
import gc
import re
import secrets
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import watchfiles

from generator import theme
from generator.build import Compiled, Options, draft, refuses
from generator.inputs import Sources
from generator.manuscripts import Changed
from generator.model import Problem, SiteError, Value
from generator.render import render_chunk
from generator.serve.edition import Edition, is_like
from generator.serve.held import HeldMemo
from generator.theme import Folders

_PARTS = frozenset(("site.yaml", "speeches", "glossary", "pages", "static", "raw"))
"""What an archive consists of; whatever else lies in its folder changes no page."""
_PASSING = re.compile(
    r"^[.#]|~$|\.(?:tmp|temp|bak|swp|swx|part|crdownload)$|^4913$|___jb_\w+___$", re.IGNORECASE
)
"""Files that editors and systems make and drop beside the one that is being saved."""
_STEP = 25
"""Milliseconds without a further change after which a change is taken up."""
_LONGEST = 400
"""Milliseconds after which it is taken up even where changes keep coming."""
_PAUSE = 0.5
"""Seconds after a change before what nobody has asked for is planned: until then the page that is looked at comes first."""
_GARBAGE = 300_000
"""Objects more than before the last collection that make one worth its time."""


class Said(Value, frozen=True):
    """A problem as a page shows it."""

    level: str
    text: str


class State(Value, frozen=True):
    """What the server shows at a time."""

    version: int
    """Number of the compilation, 0 before the first."""
    site: str
    """Mark of what pages show; a page that bears another one is out of date."""
    edition: Edition | None = None
    """The last good site."""
    refused: bool = False
    """Whether the present archive has errors, so that the site is older than the archive."""
    problems: tuple[Said, ...] = ()

    def event(self) -> bytes:
        """The state as the script in the pages reads it."""
        said = {"site": self.site, "refused": self.refused, "title": self.title(), "problems": self.problems}
        return b"data: " + msgspec.json.encode(said) + b"\n\n"

    def title(self) -> str:
        """The head of the list of problems."""
        count = len(self.problems)
        if not self.refused:
            return f"{count} 处提醒"
        return f"{count} 处问题：" + (
            "现在看到的是改错以前的版本" if self.edition else "改正以后，网站就会出现"
        )


class Workshop:
    """Compiles on every change and holds the present state, for which others may wait."""

    def __init__(
        self, options: Options, folders: Folders, report: Callable[[str], None], stop: threading.Event
    ) -> None:
        self.options, self.report, self.stop = options, report, stop
        self._theme = folders
        self.failure: Exception | None = None
        self._run = secrets.token_hex(4)  # a page of an earlier server is out of date, whatever its number
        self._news = threading.Condition()
        self._state = State(0, self._run)
        self._sources = Sources(options.content)
        self._whole: Edition | None = None
        """The last good edition of which everything was planned."""
        self._told = 0.0
        self._is_new = True

    def later_than(self, version: int, seconds: float | None = None) -> State:
        """The state once it is later than a version; the same state where time is up or the server stops."""
        with self._news:
            self._news.wait_for(lambda: self._state.version > version or self.stop.is_set(), seconds)
            return self._state

    def wake(self) -> None:
        """Let go whoever waits, when the server stops."""
        with self._news:
            self._news.notify_all()

    def follow(self, memo_path: Path | None) -> None:
        """Compile at once, then after every change, until the server stops."""
        try:
            memo = HeldMemo(memo_path)
            # A collection looks at all that is held, a second's work at 1,000 speeches: it comes in a pause, not while somebody waits.
            gc.disable()
            try:
                while not self.stop.is_set():
                    self._follow_folders(memo)
            finally:
                gc.unfreeze()
                gc.enable()
                # Pages are not recalled from the memo here: tidying it would drop those of the last build.
                memo.close(finished=False)
        except Exception as error:
            self.failure = error

    def _follow_folders(self, memo: HeldMemo) -> None:
        """Compile at once and after every change, until one of the folders is another one or goes away."""
        folders = self._folders()
        if not all(folder.is_dir() for folder in folders):
            self.stop.wait(_LONGEST / 1000)
            return
        begun = False
        for changed in _changes(folders, self.stop):
            if changed or not begun:
                begun = True
                self.compile(memo)
                if self._folders() != folders or not all(folder.is_dir() for folder in folders):
                    return
            elif self._is_quiet():
                self._use_pause()

    def _folders(self) -> tuple[Path, ...]:
        """The archive, then the folders of its theme."""
        return self.options.content.resolve(), *(Path(folder).resolve() for folder in self._theme)

    def compile(self, memo: HeldMemo) -> None:
        """Compile once and tell what came of it."""
        began = time.perf_counter()
        last = self._state
        problems: list[Problem] = []
        said: list[Said] = []
        edition = None
        try:
            edition, problems = self._edition(memo, f"{self._run}-{last.version + 1}")
        except Changed:  # the watch tells of it in a moment, and the next edition has it
            return
        except SiteError as error:
            said.append(Said("error", str(error)))
        except Exception as error:  # our bug, or a file that went away meanwhile: the server lives on
            self.report(traceback.format_exc().rstrip())
            said.append(Said("error", f"{type(error).__name__}: {error}"))
        said += self._said(problems)
        refused = edition is None
        if refused and last.edition:
            # No page, but the look-up keeps its templates in memory while those on the disk are faulty.
            render_chunk(last.edition.site, [])
        self._tell(edition or last.edition, refused, said)
        self._report(self._state, time.perf_counter() - began, memo)

    def _edition(self, memo: HeldMemo, mark: str) -> tuple[Edition | None, list[Problem]]:
        """The archive as it is now, None where it has errors; and its problems.

        Where only texts differ from the last whole edition, nothing is planned yet.
        """
        memo.turn()
        read = draft(self.options, memo, None, self._sources.digests())
        self._theme = theme.folders(read.archive.config.theme)
        if refuses(read.problems, self.options.strict):
            return None, sorted(read.problems)
        before, of_theme = self._whole, theme.digest(self._theme)
        if before and before.site.theme_digest == of_theme and is_like(before.draft.archive, read.archive):
            edition = Edition(read, self.options.content, mark, before)
        else:
            edition = Edition(read, self.options.content, mark)
            if refuses(edition.problems, self.options.strict):
                return None, edition.problems
            if before is None or before.site.theme_digest != of_theme:
                _try_templates(edition.finish())
        if edition.is_whole:
            self._whole = edition
        return edition, edition.problems

    def _is_quiet(self) -> bool:
        edition = self._state.edition
        return time.monotonic() > max(self._told, edition.answered if edition else 0.0) + _PAUSE

    def _use_pause(self) -> None:
        """Plan a little of what nobody has asked for; once all is planned, tell of what was wrong there, and clear up."""
        state, edition = self._state, self._state.edition
        if edition and edition is not self._whole and not state.refused:
            edition.go_on()
            if edition.is_whole:
                self._take_up(edition)
        elif self._is_new:
            self._is_new = False
            gc.collect()
            gc.freeze()  # most of what the first edition holds stays: later collections need not look at it
        elif gc.get_count()[0] > _GARBAGE:
            gc.collect()

    def _take_up(self, edition: Edition) -> None:
        """An edition that is whole now: it stays, unless what was found last forbids it."""
        said = self._said(edition.problems)
        if refuses(edition.problems, self.options.strict):
            self._tell(self._whole, True, said)
        else:
            self._whole = edition
            if tuple(said) == self._state.problems:
                return
            self._tell(edition, False, said)
        for one in said:
            self.report(one.text)

    def _said(self, problems: list[Problem]) -> list[Said]:
        return [Said(p.level, _line(self.options.content, p)) for p in problems if p.level != "note"]

    def _tell(self, shown: Edition | None, refused: bool, said: list[Said]) -> None:
        """Make a state the present one."""
        version = self._state.version + 1
        mark = shown.mark if shown else f"{self._run}-none-{version}"
        said.sort(key=lambda one: one.level != "error")
        with self._news:
            self._state = State(version, mark, shown, refused, tuple(said))
            self._news.notify_all()
        self._told = time.monotonic()

    def _report(self, state: State, taken: float, memo: HeldMemo) -> None:
        for line in (*memo.said, *(one.text for one in state.problems)):
            self.report(line)
        memo.said = ()
        if not state.refused and state.edition:
            self.report(f"{len(state.edition)} pages ready in {taken:.2f} s")
        elif state.edition:
            self.report(f"compiled in {taken:.2f} s with errors: the last good site is still shown")
        else:
            self.report(f"compiled in {taken:.2f} s with errors: there is no site to show yet")


def _changes(
    folders: tuple[Path, ...], stop: threading.Event
) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """Sets of changes below the folders; an empty one says that the watch stands, and that from then on no change is missed."""
    try:
        yield from watchfiles.watch(
            *folders,
            watch_filter=functools.partial(matters, folders),
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_STEP,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        )
    except (OSError, RuntimeError) as error:
        raise SiteError(f"cannot watch {', '.join(map(str, folders))}: {error}") from error


def matters(folders: tuple[Path, ...], change: watchfiles.Change, path: str) -> bool:
    """Whether a changed file belongs to the archive or its theme, and is there to stay."""
    for number, folder in enumerate(folders):
        if Path(path).is_relative_to(folder):
            parts = Path(path).relative_to(folder).parts
            own = number > 0 or not parts or parts[0] in _PARTS
            if own and not any(_PASSING.search(part) for part in parts):
                return True
    return False


def _line(content: Path, problem: Problem) -> str:
    where = (content / problem.path).as_posix()
    return f"{where}:{problem.line}: {problem.level}: {problem.message} [{problem.code}]"


def _try_templates(compiled: Compiled) -> None:
    """Fill every template once; SiteError where a new theme has a fault, before its site replaces a good one."""
    one_each = {page.kind: page for page in reversed(compiled.pages)}
    render_chunk(compiled.site, [page.make() for page in one_each.values()])
