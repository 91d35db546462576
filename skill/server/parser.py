"""What counts as a request: HTTP/1.0 and 1.1 with a Content-Length, to the letter."""

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, Error, ServerNotImplemented

LARGEST_HEAD = 16 * 1024
"""Request line and headers, in bytes; Alexa's are about 1,500."""

_FIRST_LINE = re.compile(rb"[A-Z]{1,20} [!-~]+ HTTP/1\.[01]\r?")
_BEGINNING = re.compile(rb"([A-Z]{1,20}( ([!-~]+( [HTP/.01]{0,8}\r?)?)?)?)?")
"""Of a first line."""
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.~%-]+)(:\d{0,5})?", re.ASCII)
"""One name or address with its port; waitress joins two with a comma."""


class LengthRequired(Error):
    """A body that does not say how long it is."""

    code = 411
    reason = "Length Required"


class StrictParser(HTTPRequestParser):
    """Reads HTTP/1.0 and 1.1 with Content-Length, and nothing else."""

    completed: bool
    error: Error | None
    _names_transfer_encoding = False

    def received(self, data: bytes) -> int:
        """Take bytes and return how many were used."""
        used: int = super().received(data)
        if not self.completed and not self.headers_finished and _is_hopeless(self.header_plus.lstrip()):
            self.error = BadRequest("")
            self.completed = True
        if self.chunked or self._names_transfer_encoding or isinstance(self.error, ServerNotImplemented):
            self.error = LengthRequired("")
            self.completed = True
        return used

    def parse_header(self, header_plus: bytes) -> None:
        """Read request line and headers; raise ParsingError, and nothing else, when they are not well."""
        if _is_hopeless(header_plus):
            raise ParsingError("not HTTP")
        self._names_transfer_encoding = b"\ntransfer-encoding:" in header_plus.lower()
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("an address or a number that is none") from None
        if "close" in self.headers.get("CONNECTION", "").lower().replace(",", " ").split():
            self.headers["CONNECTION"] = "close"  # waitress overlooks it in a list
            self.connection_close = True
        host = self.headers.get("HOST")
        if self.version == "1.1" if host is None else not _HOST.fullmatch(host):
            raise ParsingError("no host, or none that is one")


def _is_hopeless(head: bytes) -> bool:
    """Return whether this is not, and will not become, the beginning of a request."""
    line, newline, _ = head.partition(b"\n")
    form = _FIRST_LINE if newline else _BEGINNING
    return not form.fullmatch(line) or head.count(b"\n") > head.count(b"\r\n")
