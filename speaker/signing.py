"""Signs requests as Amazon does, with a certificate authority made for one rehearsal.

The leaf certificate is for ``echo-api.amazon.com`` and there is an intermediate one, as in Amazon's chain, so the
skill checks a real chain. Only a skill that trusts this root accepts the requests.
"""

import base64
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "echo-api.amazon.com"
_FOR_SIGNING = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=True,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
CHAIN_URL = "https://s3.amazonaws.com/echo.api/{name}.pem"


class Signer:
    """Signs request bodies and publishes the certificates in ``folder``."""

    def __init__(self, folder: Path, name: str = "rehearsal") -> None:
        """Make the authority, write ``root.pem`` and ``mirror/echo.api/<name>.pem``."""
        root = trustme.CA(key_type=trustme.KeyType.RSA)
        issuer = root.create_child_ca(key_type=trustme.KeyType.RSA)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        leaf = _leaf(self._key, issuer)
        self.root = folder / "root.pem"
        self.mirror = folder / "mirror"
        self.url = CHAIN_URL.format(name=name)
        root.cert_pem.write_to_path(str(self.root))
        chain = self.mirror / "echo.api" / f"{name}.pem"
        chain.parent.mkdir(parents=True, exist_ok=True)
        chain.write_bytes(leaf.public_bytes(serialization.Encoding.PEM) + issuer.cert_pem.bytes())

    def headers(self, body: bytes) -> dict[str, str]:
        """Return the signature headers of ``body``."""
        signature = self._key.sign(body, PKCS1v15(), hashes.SHA256())
        return {
            "Content-Type": "application/json;charset=UTF-8",
            "SignatureCertChainUrl": self.url,
            "Signature-256": base64.b64encode(signature).decode("ascii"),
        }


def _leaf(key: RSAPrivateKey, issuer: trustme.CA) -> x509.Certificate:
    """Return a certificate like Amazon's. Those of trustme have a critical name, which a strict verifier refuses."""
    authority = x509.load_pem_x509_certificate(issuer.cert_pem.bytes())
    authority_key = serialization.load_pem_private_key(issuer.private_key_pem.bytes(), password=None)
    assert isinstance(authority_key, RSAPrivateKey)
    authority_id = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(authority.not_valid_before_utc)
        .not_valid_after(authority.not_valid_after_utc)
    )
    for extension in (
        x509.SubjectAlternativeName([x509.DNSName(HOST)]),
        x509.BasicConstraints(ca=False, path_length=None),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id),
    ):
        builder = builder.add_extension(extension, critical=False)
    builder = builder.add_extension(_FOR_SIGNING, critical=True)
    return builder.sign(authority_key, hashes.SHA256())
