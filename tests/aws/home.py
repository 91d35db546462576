"""Stands for AWS Lambda: `python -m tests.aws.home HANDLER` runs a handler in Amazon's own runtime client for Python.

It plays Lambda's Runtime API, and takes requests at /alexa as Alexa would invoke the function: one at a time, unsigned.
"""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from queue import Queue
from threading import Thread

NEXT = "/2018-06-01/runtime/invocation/next"
PATIENCE = 8
"""Seconds, the function's timeout."""

Answered = tuple[int, bytes]


class Lambda(ThreadingHTTPServer):
    """A queue of requests for the function, and the answers that are waited for."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), RequestHandler)
        self.waiting: Queue[tuple[str, bytes]] = Queue()
        self.answers: dict[str, Future[Answered]] = {}
        self.ids = map(str, count(1))
        self.is_ready = False

    def invoke(self, event: bytes) -> Answered:
        request, answer = next(self.ids), Future[Answered]()
        self.answers[request] = answer
        self.waiting.put((request, event))
        return answer.result(PATIENCE)


class RequestHandler(BaseHTTPRequestHandler):
    """Lambda's Runtime API for the function; /alexa and a page that is 200 when the function is ready, for tests."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    server: Lambda

    def do_GET(self) -> None:
        if self.path == NEXT:
            self.server.is_ready = True
            request, event = self.server.waiting.get()
            self._send(
                200,
                event,
                {
                    "Lambda-Runtime-Aws-Request-Id": request,
                    "Lambda-Runtime-Deadline-Ms": str(int((time.time() + PATIENCE) * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:1:function:skill",
                },
            )
        else:
            self._send(200 if self.server.is_ready else 503)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/alexa":
            self._send(*self.server.invoke(body))
            return
        *_, request, end = self.path.split("/")
        if answer := self.server.answers.pop(request, None):
            answer.set_result((200 if end == "response" else 500, body))
        self._send(202)

    def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def run(handler: str, port: int) -> int:
    """Serve until the function's process ends, or this one is told to."""
    home = Lambda(port)
    environment = {**os.environ, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    function = subprocess.Popen([sys.executable, "-m", "awslambdaric", handler], env=environment)
    signal.signal(signal.SIGTERM, lambda *_: function.terminate())
    Thread(target=home.serve_forever, daemon=True).start()
    return function.wait()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], int(os.environ["ANKLE_COACH_PORT"])))
