"""HTTP on the loopback address: requests in, answers of the present edition out, and a stream of events for the pages."""

import errno
import functools
import html
import os
import re
import socketserver
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec

from generator.manuscripts import Changed
from generator.memo import digest_of_bytes
from generator.model import SiteError, UsageError
from generator.serve.edition import Answer, content_type, with_script
from generator.serve.workshop import Said, State, Workshop

ADDRESS = "127.0.0.1"
_MORE_PORTS = 20
_OWN_HOST = re.compile(r"(?:localhost|127\.0\.0\.1)(?::\d+)?", re.IGNORECASE)
_PATIENCE = 5.0
"""Seconds that a page whose file was changed since waits for the next state."""
_PING = 15.0
"""Seconds after which a silent stream of events says that it is alive, and learns whether its browser is."""


class Server(ThreadingHTTPServer):
    """Listens on the loopback address only."""

    allow_reuse_address = os.name == "posix"  # elsewhere it would let two programs share a port
    daemon_threads = True

    def __init__(self, port: int, workshop: Workshop) -> None:
        self.workshop = workshop
        super().__init__((ADDRESS, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service for our own name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Report a fault of ours; a browser that went away is none."""
        if not isinstance(sys.exception(), ConnectionError):
            self.workshop.report(traceback.format_exc().rstrip())


def listen(port: int, workshop: Workshop) -> Server:
    """A server on a port, or on one of the next where it is taken."""
    if not 0 <= port <= 65535:
        raise UsageError(f"--port {port}: expected a number from 0 to 65535")
    last = port if port == 0 else min(port + _MORE_PORTS, 65535)
    for each in range(port, last + 1):
        try:
            return Server(each, workshop)
        except PermissionError:
            raise SiteError(f"port {each} is not allowed: name another by --port") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise SiteError(f"cannot listen on port {each}: {error.strerror}") from None
    raise SiteError(f"ports {port} to {last} are taken: name another by --port")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the present state."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer with head and body."""
        # Another host's name means that a foreign page leads its readers' browsers here (DNS rebinding).
        if not _OWN_HOST.fullmatch(self.headers.get("Host", "")):
            self._send(
                Answer(
                    403, "text/plain; charset=utf-8", b"this server answers to localhost and 127.0.0.1 only\n"
                )
            )
            return
        path, mark, query = self.path.partition("?")
        if path == "/-/events":
            self._events()
        elif path in ("/-/reload.js", "/-/overlay.css"):
            self._send(_own(path))
        else:
            answer = self._answer(path)
            self._send(
                msgspec.structs.replace(answer, location=answer.location + mark + query)
                if answer.location
                else answer
            )

    do_HEAD = do_GET

    def _answer(self, path: str) -> Answer:
        state = self.server.workshop.later_than(0)
        if state.edition is None:
            return Answer(503, "text/html; charset=utf-8", _problem_page(state))
        try:
            try:
                return state.edition.answer(path)
            except Changed:  # a file was saved a moment ago: the next state knows it
                state = self.server.workshop.later_than(state.version, _PATIENCE)
                if state.edition is None:
                    raise
                return state.edition.answer(path)
        except SiteError as error:
            said = str(error)
        except Exception as error:  # our bug, or the theme's: the server lives on
            self.server.workshop.report(traceback.format_exc().rstrip())
            said = f"{type(error).__name__}: {error}"
        faulty = msgspec.structs.replace(state, refused=True, problems=(Said("error", said), *state.problems))
        return Answer(500, "text/html; charset=utf-8", _problem_page(faulty))

    def _send(self, answer: Answer) -> None:
        tag = f'"{digest_of_bytes(answer.data).hex()}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == tag:
            answer = msgspec.structs.replace(answer, status=304, data=b"")
        self.send_response(answer.status)
        if answer.status in (200, 304):
            self.send_header("ETag", tag)
        self.send_header("Content-Type", answer.type)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.path.startswith("/raw/") and answer.type in ("text/html", "image/svg+xml", "application/xml"):
            # A raw page of another site runs no script here.
            self.send_header("Content-Security-Policy", "sandbox")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def _events(self) -> None:
        """Tell each new state as it comes, until the browser goes or the server stops."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        workshop, version = self.server.workshop, 0
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        while not workshop.stop.is_set():
            state = workshop.later_than(version, _PING)
            self.wfile.write(state.event() if state.version > version else b":\n\n")
            version = state.version

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only the command line prints."""


@functools.cache
def _own(path: str) -> Answer:
    """The script and the style of the list of problems."""
    name = path.rpartition("/")[2]
    return Answer(200, content_type(name), Path(__file__).with_name(name).read_bytes())


def _problem_page(state: State) -> bytes:
    """A page that shows nothing but what is wrong."""
    rows = "".join(
        f'<li class="{html.escape(one.level)}">{html.escape(one.text)}</li>\n' for one in state.problems
    )
    page = (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'\">\n"
        f'<title>言录：{html.escape(state.title())}</title>\n</head>\n<body>\n<details id="yanlu-problems" class="error" data-whole open>'
        f"<summary>{html.escape(state.title())}</summary>\n<ol>\n{rows}</ol>\n</details>\n</body>\n</html>\n"
    )
    return with_script(page.encode("utf-8", "replace"), state.site)
