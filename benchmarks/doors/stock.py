"""The same coach behind Amazon's own verifier and serializer: ``python -m benchmarks.doors.stock``.

Amazon's package runs as it is. In a rehearsal,

- the chain file of ``https://s3.amazonaws.com/x`` is read from ``BENCH_MIRROR/x``: ``urlopen`` in its verifier,
  which is called once per chain and then remembered by it;
- the rehearsal's root is trusted through ``SSL_CERT_FILE``, which ``oscrypto`` heeds.

What it does per request is untouched.
"""

import os
import warnings
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from ask_sdk_core.exceptions import AskSdkException
from flask import Flask, Response, jsonify, request

from benchmarks.doors.amazon import WebserviceSkillHandler, verifier
from benchmarks.doors.serving import serve
from skill.alexa.skill import Devices, skill_builder
from skill.clock import system_clock
from skill.coach import Coach
from skill.config import Config
from skill.ports import NullObserver
from skill.storage import recoveries_at


def create_app(config: Config) -> Flask:
    """Return the application, wired as Amazon's adapter for Flask does it."""
    warnings.simplefilter("ignore")  # it uses, on each request, what cryptography deprecates
    vars(verifier)["urlopen"] = _from_mirror
    coach = Coach(recoveries_at(config.database_url), system_clock)
    builder = skill_builder(coach, system_clock, Devices(system_clock, config.rehearsal), NullObserver())
    door = WebserviceSkillHandler(builder.create(), verify_signature=True, verify_timestamp=True)
    app = Flask(__name__, static_folder=None)

    @app.post("/alexa")
    def alexa() -> Response:
        return jsonify(door.verify_request_and_dispatch(request.headers, request.get_data().decode()))

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.errorhandler(verifier.VerificationException)
    def refused(_: AskSdkException) -> tuple[str, int]:
        return "", 400

    return app


def _from_mirror(url: str) -> IO[bytes]:
    return (Path(os.environ["BENCH_MIRROR"]) / urlsplit(url).path.lstrip("/")).open("rb")


if __name__ == "__main__":
    serve(create_app)
