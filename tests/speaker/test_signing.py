from base64 import b64decode
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store

from speaker.signing import Signer


def test_the_chain_leads_to_the_root_and_the_key_signs(tmp_path: Path) -> None:
    signer = Signer(tmp_path, "mine")
    headers = signer.headers(b"body")
    assert headers["SignatureCertChainUrl"] == "https://s3.amazonaws.com/echo.api/mine.pem"
    chain = (signer.mirror / "echo.api" / "mine.pem").read_bytes()
    leaf, issuer = x509.load_pem_x509_certificates(chain)
    root = x509.load_pem_x509_certificate(signer.root.read_bytes())
    verifier = PolicyBuilder().store(Store([root])).build_server_verifier(x509.DNSName("echo-api.amazon.com"))
    assert verifier.verify(leaf, [issuer]) == [leaf, issuer, root]
    key, signature = leaf.public_key(), b64decode(headers["Signature-256"])
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, b"body", PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        key.verify(signature, b"other", PKCS1v15(), SHA256())
