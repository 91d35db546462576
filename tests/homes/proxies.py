"""nginx and Caddy in front of the skill, set up as the project's files say, over TLS with an authority of our own."""

import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.raw_http import Reply, connect, free_port, read_reply
from tests.test_main import PATIENCE, PROJECT

CADDY = Path(sys.executable).with_name("caddy")
"""Of the extra ``test``: Debian's is too old to send a request again."""


@dataclass(frozen=True)
class Proxy:
    port: int
    ca: Path
    """A PEM file with the authority of its certificate."""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def connect(self) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.ca))
        return context.wrap_socket(connect(self.port), server_hostname="localhost")

    def reply_to(self, request: bytes) -> Reply:
        with self.connect() as connection:
            with suppress(OSError):  # it may answer before all is sent, and close
                connection.sendall(request)
            return read_reply(connection)


@contextmanager
def nginx(folder: Path, upstreams: Sequence[str]) -> Iterator[Proxy]:
    port, authority = free_port(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "site.pem"))
    site = (PROJECT / "docs" / "nginx.conf").read_text("utf-8")
    site = site.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace("127.0.0.1:8080", upstreams[0])
    site = re.sub(r"(ssl_certificate\w*) .*;", rf"\1 {folder}/site.pem;", site)
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ access_log off;\n{temporary}{site}\n}}\n"
    )
    command = ["nginx", "-p", str(folder), "-c", str(conf), "-e", f"{folder}/nginx.log"]
    with _running(command, folder, Proxy(port, folder / "ca.pem")) as proxy:
        yield proxy


@contextmanager
def caddy(folder: Path, upstreams: Sequence[str]) -> Iterator[Proxy]:
    """Caddy with deploy/Caddyfile; the certificate is one that it makes by itself, by its own authority."""
    port = free_port()
    conf = (PROJECT / "deploy" / "Caddyfile").read_text("utf-8")
    conf = conf.replace(
        "{\n", f"{{\nadmin off\nlocal_certs\nskip_install_trust\nhttps_port {port}\nauto_https disable_redirects\n", 1
    )
    (folder / "Caddyfile").write_text(conf.replace("health_interval 5s", "health_interval 1s"))  # for quicker tests
    settings = {
        "ANKLE_COACH_SITE": "localhost",
        "ANKLE_COACH_UPSTREAMS": " ".join(upstreams),
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    command = [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    with _running(command, folder, Proxy(port, authority), settings) as proxy:
        yield proxy


@contextmanager
def _running(
    command: Sequence[str], folder: Path, proxy: Proxy, settings: dict[str, str] | None = None
) -> Iterator[Proxy]:
    with (
        (folder / "proxy.log").open("wb") as log,
        subprocess.Popen(command, env=settings, stdout=log, stderr=log) as process,
    ):
        try:
            until = time.monotonic() + PATIENCE
            while True:
                with suppress(OSError), proxy.connect():
                    break
                assert process.poll() is None, (folder / "proxy.log").read_text()
                assert time.monotonic() < until, (folder / "proxy.log").read_text()
                time.sleep(0.05)
            yield proxy
        finally:
            process.terminate()
