"""A server that answers everything alike, and remembers what it heard."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def answering(status: int, text: str, heard: list[bytes] | None = None) -> Iterator[str]:
    @Request.application
    def app(request: Request) -> Response:
        body = request.get_data()
        if heard is not None:
            heard.append(body)
        return Response(text, status)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alexa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
