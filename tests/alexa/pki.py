"""Certificates made on the fly: root, intermediate and leaf as Amazon's are, and ways to get them wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOST = "echo-api.amazon.com"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(label: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """The same key for the same label: making one takes longer than all else here."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
        "crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in names for name in every.split()})


def named(*names: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(name) for name in names])


def issue(
    common_name: str,
    issuer: Issued | None,
    key: Key,
    extensions: Sequence[x509.ExtensionType | None],
    valid: tuple[datetime, datetime] = (NOW - 30 * DAY, NOW + 30 * DAY),
    serial: int | None = None,
) -> Issued:
    """A certificate with exactly these extensions (``None`` is left out), besides the key identifiers."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    signed_by = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
    )
    for extension in extensions:
        if extension is not None:
            critical = isinstance(extension, x509.BasicConstraints | x509.KeyUsage | x509.NameConstraints)
            builder = builder.add_extension(extension, critical=critical)
    algorithm = None if isinstance(signed_by, ed25519.Ed25519PrivateKey) else SHA256()
    return Issued(builder.sign(signed_by, algorithm), key)


def authority(
    common_name: str,
    issuer: Issued | None = None,
    *,
    key: Key | None = None,
    path_length: int | None = None,
    constraints: x509.NameConstraints | None = None,
    key_usage: x509.KeyUsage | None = None,
    valid: tuple[datetime, datetime] = (NOW - 3000 * DAY, NOW + 3000 * DAY),
) -> Issued:
    extensions = [
        x509.BasicConstraints(ca=True, path_length=path_length),
        key_usage or usage("key_cert_sign", "crl_sign"),
        constraints,
    ]
    return issue(common_name, issuer, key or rsa_key(common_name), extensions, valid)


def leaf(
    issuer: Issued,
    *,
    key: Key | None = None,
    names: x509.SubjectAlternativeName | None = None,
    no_names: bool = False,
    key_usage: x509.KeyUsage | None = None,
    no_key_usage: bool = False,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    ca: bool = False,
    valid: tuple[datetime, datetime] = (NOW - 30 * DAY, NOW + 30 * DAY),
) -> Issued:
    extensions = [
        x509.BasicConstraints(ca=ca, path_length=None),
        None if no_key_usage else key_usage or usage("digital_signature", "key_encipherment"),
        x509.ExtendedKeyUsage([purpose]),
        None if no_names else names or named(HOST),
    ]
    return issue(HOST, issuer, key or rsa_key("leaf"), extensions, valid)


def pem(*chain: Issued) -> bytes:
    return b"".join(issued.pem for issued in chain)


def signed_with_sha1(issued: Issued, issuer: Issued) -> Issued:
    """The same certificate under a genuine SHA-1 signature, which ``cryptography`` refuses to make itself."""
    sha256_with_rsa, sha1_with_rsa = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    old = issued.certificate
    contents = old.tbs_certificate_bytes.replace(sha256_with_rsa, sha1_with_rsa)
    signature = issuer.key.sign(contents, PKCS1v15(), SHA1())
    whole = old.public_bytes(Encoding.DER).replace(sha256_with_rsa, sha1_with_rsa)
    made = x509.load_der_x509_certificate(whole.replace(old.signature, signature))
    issuer.key.public_key().verify(made.signature, made.tbs_certificate_bytes, PKCS1v15(), SHA1())
    return Issued(made, issued.key)


ROOT = authority("Test Root")
INTERMEDIATE = authority("Test Intermediate", ROOT, path_length=0)
LEAF = leaf(INTERMEDIATE)
CHAIN = pem(LEAF, INTERMEDIATE)
