"""The development server: watches an archive and its theme, compiles again on every change, renders the page that is asked for.

In: an archive. Out: pages on the loopback address, from memory; nothing is written but the memo. A site with errors is not shown:
the last good one stays, and the problems stand at the foot of every page, where ``reload.js`` listens at ``/-/events``.

    workshop.py (compiles, holds the state) > edition.py (address to answer)        server.py (HTTP)
"""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from generator import theme
from generator.build import Options
from generator.config import read_config
from generator.serve.server import ADDRESS, listen
from generator.serve.workshop import Workshop


def serve(
    options: Options,
    memo_path: Path | None,
    port: int,
    report: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve an archive until ``stop``, Ctrl+C or SIGTERM; SiteError where there is no archive, no theme or no free port.

    Port 0 takes any free one. ``report`` gets the address, and what came of every compilation, line by line.
    """
    stop = stop or threading.Event()
    config, _ = read_config(options.content)
    workshop = Workshop(options, theme.folders(options.theme or config.theme), report, stop)
    with listen(port, workshop) as server, _terminable():
        follow = threading.Thread(target=workshop.follow, args=(memo_path,), daemon=True)
        answer = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        try:
            if port not in (0, server.server_port):
                report(f"port {port} is taken")
            report(
                f"http://{ADDRESS}:{server.server_port}/ shows {options.content} and follows every change; Ctrl+C stops it"
            )
            follow.start()
            answer.start()
            while follow.is_alive() and not stop.is_set():
                stop.wait(0.2)  # with a limit: Windows lets no signal through to an endless wait
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()
            workshop.wake()
            if answer.is_alive():
                server.shutdown()
            if follow.is_alive():
                # A long compilation need not come to its end: the memo holds whole results only.
                follow.join(2)
    if workshop.failure:
        raise workshop.failure


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends the server as Ctrl+C does. Only the main thread can have it so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
