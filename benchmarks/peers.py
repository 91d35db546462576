"""What the coach is compared with, on the same server: ``python -m benchmarks.peers amazon|floor``.

``amazon`` is the same coach behind Amazon's own verifier and serializer, nothing of them replaced but where the chain
is fetched from, once: ``BENCH_MIRROR``. ``floor`` is a Flask view that returns a constant.
"""

import os
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from skill.config import Config


def amazon() -> Flask:
    """Return the coach behind `WebserviceSkillHandler`, wired as Amazon's samples do it."""
    config = Config.from_environment()
    verifier, handler = _amazons_own()
    from ask_sdk_core.serialize import DefaultSerializer

    from skill.alexa.api import AlexaApi
    from skill.alexa.skill import Handlers, build_skill
    from skill.coach import Coach
    from skill.config import system_clock
    from skill.storage import recoveries_at

    warnings.simplefilter("ignore")  # it uses, on each request, what cryptography deprecates
    vars(verifier)["urlopen"] = _from_mirror
    coach = Coach(recoveries_at(config.database_url), system_clock)
    skill = build_skill(Handlers(coach, AlexaApi(is_local=True)))
    skill.serializer = DefaultSerializer()
    return _app(handler(skill, verify_signature=True, verify_timestamp=True), verifier.VerificationException)


def _app(webservice: Any, refusal: type[Exception]) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.post("/alexa")
    def alexa() -> Response:
        return jsonify(webservice.verify_request_and_dispatch(request.headers, request.get_data().decode()))

    @app.errorhandler(refusal)
    def refused(_: Exception) -> tuple[str, int]:
        return "", 400

    return app


def _amazons_own() -> tuple[Any, Any]:
    """Import Amazon's package: one expression of oscrypto is widened meanwhile, for OpenSSL versions of two digits."""
    search = re.search

    def wider(pattern: Any, *rest: Any) -> Any:
        return search(r"\b(\d+\.\d+\.\d+[a-z]*)\b" if pattern == r"\b(\d\.\d\.\d[a-z]*)\b" else pattern, *rest)

    vars(re)["search"] = wider
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ask_sdk_webservice_support import verifier
            from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler
    finally:
        vars(re)["search"] = search
    return verifier, WebserviceSkillHandler


def _from_mirror(url: str) -> IO[bytes]:
    return (Path(os.environ["BENCH_MIRROR"]) / urlsplit(url).path.lstrip("/")).open("rb")


def floor() -> Flask:
    """Return a Flask application that answers with a constant."""
    app = Flask(__name__, static_folder=None)

    @app.post("/alexa")
    def alexa() -> Response:
        speech = {"type": "SSML", "ssml": "<speak>Twenty minutes of ice, and your foot is out.</speak>"}
        return jsonify(version="1.0", response={"outputSpeech": speech, "shouldEndSession": False})

    return app


PEERS: dict[str, Callable[[], Flask]] = {"amazon": amazon, "floor": floor}


if __name__ == "__main__":
    config = Config.from_environment()
    Granian(
        f"benchmarks.peers:{sys.argv[1]}",
        factory=True,
        address="127.0.0.1",
        port=config.port,
        interface=Interfaces.WSGI,
        blocking_threads=config.threads,
        http=HTTPModes.http1,
        websockets=False,
    ).serve()
