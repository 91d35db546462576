"""The practical floor: Flask doing nothing but one RSA verification and JSON: ``python -m benchmarks.doors.floor``.

It trusts one certificate without looking at its chain, and refuses what is not signed by it or is old.
"""

import os
from base64 import b64decode
from binascii import Error
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, Response, jsonify, request

from benchmarks.doors.serving import serve
from skill.clock import system_clock
from skill.config import Config

TOLERANCE = timedelta(seconds=150)


def create_app(_: Config) -> Flask:
    """Return the application."""
    leaf = next((Path(os.environ["BENCH_MIRROR"]) / "echo.api").glob("*.pem"))
    url = f"https://s3.amazonaws.com/echo.api/{leaf.name}"
    key = x509.load_pem_x509_certificate(leaf.read_bytes()).public_key()
    assert isinstance(key, RSAPublicKey)
    app = Flask(__name__, static_folder=None)

    @app.post("/alexa")
    def alexa() -> Response:
        body = request.get_data()
        if request.headers.get("SignatureCertChainUrl") != url:
            raise InvalidSignature
        key.verify(b64decode(request.headers["Signature-256"]), body, PKCS1v15(), SHA256())
        document = request.get_json()
        if abs(system_clock() - datetime.fromisoformat(document["request"]["timestamp"])) > TOLERANCE:
            raise InvalidSignature
        speech = {"type": "SSML", "ssml": "<speak>Twenty minutes of ice, and your foot is out.</speak>"}
        return jsonify(version="1.0", response={"outputSpeech": speech, "shouldEndSession": False})

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.errorhandler(InvalidSignature)
    @app.errorhandler(Error)
    def refused(_: Exception) -> tuple[str, int]:
        return "", 400

    return app


if __name__ == "__main__":
    serve(create_app)
