import ssl
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Store
from hypothesis import given
from hypothesis import strategies as st

from skill.alexa.verify import VerificationError, public_roots, signer_in

from . import pki
from .pki import CHAIN, DAY, INTERMEDIATE, LEAF, NOW, ROOT, authority, leaf, named, pem, usage
from .signing import attempt, refusal

EXPIRED = (NOW - 60 * DAY, NOW - DAY)
OLD_ROOT = authority("Old Root", valid=EXPIRED)
ROOTS = Store([ROOT.certificate, OLD_ROOT.certificate])
OTHER_ROOT = authority("Other Root")
AS_URI = x509.UniformResourceIdentifier("https://echo-api.amazon.com")


def cross_signed() -> bytes:
    """As Amazon publishes it: with the trusted root once more, signed by an older one, not trusted now."""
    cross = authority("Test Root", OTHER_ROOT, key=ROOT.key)
    return pem(LEAF, INTERMEDIATE, cross, OTHER_ROOT)


def serial_zero() -> bytes:
    """A certificate with serial number 0, as a few old roots have; ``cryptography`` will not make one."""
    version_3, serial_1, serial_0 = b"\xa0\x03\x02\x01\x02", b"\x02\x01\x01", b"\x02\x01\x00"
    der = pki.issue("Old", None, ROOT.key, [], serial=1).certificate.public_bytes(Encoding.DER)
    return ssl.DER_cert_to_PEM_cert(der.replace(version_3 + serial_1, version_3 + serial_0)).encode()


def _under(issuer: pki.Issued) -> bytes:
    return pem(leaf(issuer), issuer)


def _with(**changes: Any) -> bytes:
    """A chain as Amazon's, but for the leaf."""
    return pem(leaf(INTERMEDIATE, **changes), INTERMEDIATE)


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "plain": lambda: CHAIN,
    "with its root": lambda: pem(LEAF, INTERMEDIATE, ROOT),
    "others in any order": lambda: pem(LEAF, ROOT, INTERMEDIATE),
    "signed by the root itself": lambda: pem(leaf(ROOT)),
    "cross-signed legacy roots": cross_signed,
    "an old root with serial number 0": lambda: CHAIN + serial_zero(),
    "an expired extra": lambda: CHAIN + OLD_ROOT.pem,
    "an unreadable extra": lambda: CHAIN + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "text before, between and after": lambda: b"subject=CN = x\n" + LEAF.pem + b"\n \xff\n" + INTERMEDIATE.pem + b"x",
    "CRLF": lambda: CHAIN.replace(b"\n", b"\r\n"),
    "several names": lambda: _with(names=named("x.example", pki.HOST)),
    "no key usage": lambda: _with(no_key_usage=True),
    "a 4096-bit key": lambda: _with(key=pki.rsa_key("long", 4096)),
    "an EC authority": lambda: _under(authority("EC", ROOT, key=ec.generate_private_key(ec.SECP256R1()))),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_genuine_chain_is_accepted(name: str) -> None:
    chain = ACCEPTED[name]()
    signer = signer_in(chain, ROOTS, NOW)
    assert signer.key == x509.load_pem_x509_certificate(chain).public_key()


def two_below() -> bytes:
    """The intermediate may issue leaves only, and issued an authority."""
    below = authority("Below", INTERMEDIATE)
    return pem(leaf(below), below, INTERMEDIATE)


def constrained() -> bytes:
    constraints = x509.NameConstraints([x509.DNSName("example.com")], None)
    return _under(authority("Constrained", ROOT, constraints=constraints))


def forged() -> bytes:
    """An intermediate of the right name, with another key."""
    impostor = authority("Test Intermediate", ROOT, key=pki.rsa_key("impostor"))
    return pem(LEAF, impostor)


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "not PEM": lambda: b"<html>AccessDenied</html>",
    "an unreadable leaf": lambda: CHAIN.replace(b"MII", b"MIM", 1),
    "a key instead": lambda: CHAIN.replace(b"CERTIFICATE", b"PUBLIC KEY"),
    "expired leaf": lambda: _with(valid=EXPIRED),
    "expired intermediate": lambda: _under(authority("Expired", ROOT, valid=EXPIRED)),
    "expired root": lambda: pem(leaf(OLD_ROOT)),
    "wrong name": lambda: _with(names=named("api.amazon.com")),
    "wildcard name": lambda: _with(names=named("*.amazon.com")),
    "name as a URI": lambda: _with(names=x509.SubjectAlternativeName([AS_URI])),
    "wrong order": lambda: pem(INTERMEDIATE, LEAF),
    "missing intermediate": lambda: pem(LEAF),
    "missing leaf": lambda: pem(INTERMEDIATE),
    "unknown root": lambda: _under(OTHER_ROOT),
    "self-signed": lambda: pem(
        pki.issue(pki.HOST, None, pki.rsa_key("leaf"), [named(pki.HOST), usage("digital_signature")])
    ),
    "forged intermediate": forged,
    "leaf as an authority": lambda: pem(leaf(LEAF, key=pki.rsa_key("below leaf")), LEAF, INTERMEDIATE),
    "authority as a leaf": lambda: _with(ca=True),
    "path too long": two_below,
    "outside the authority's names": constrained,
    "key not for signing": lambda: _with(key_usage=usage("key_encipherment")),
    "authority not for signing certificates": lambda: _under(
        authority("Not signing", ROOT, key_usage=usage("crl_sign", "digital_signature"))
    ),
    "wrong purpose": lambda: _with(purpose=ExtendedKeyUsageOID.CLIENT_AUTH),
    "SHA-1 on the leaf": lambda: pem(pki.signed_with_sha1(LEAF, INTERMEDIATE), INTERMEDIATE),
    "SHA-1 on the intermediate": lambda: pem(LEAF, pki.signed_with_sha1(INTERMEDIATE, ROOT)),
    "a 1536-bit key": lambda: _with(key=pki.rsa_key("short", 1536)),
    "a 1536-bit authority": lambda: _under(authority("Short", ROOT, key=pki.rsa_key("short", 1536))),
    "an EC key": lambda: _with(key=ec.generate_private_key(ec.SECP256R1())),
}


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_chain_is_refused(name: str) -> None:
    chain = REFUSED[name]()
    assert refusal(lambda: signer_in(chain, ROOTS, NOW)) == "certificate-chain"


def test_a_signer_lasts_as_long_as_its_whole_chain() -> None:
    short = authority("Short-lived", ROOT, valid=(NOW - DAY, NOW + DAY))
    signer = signer_in(_under(short), ROOTS, NOW)
    assert (signer.not_before, signer.not_after) == (NOW - DAY, NOW + DAY)
    assert signer.valid_at(NOW + DAY)
    assert not signer.valid_at(NOW + 2 * DAY)
    assert not signer.valid_at(NOW - 2 * DAY)


def test_the_public_roots_are_loaded_and_do_not_trust_us() -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        roots = public_roots()
    assert not warned
    assert "CN=Amazon Root CA 1,O=Amazon,C=US" in {root.subject.rfc4514_string() for root in roots}
    assert refusal(lambda: signer_in(CHAIN, Store(roots), NOW)) == "certificate-chain"


@given(st.data())
def test_a_damaged_chain_is_refused_and_breaks_nothing(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(LEAF.pem)))
    damaged = CHAIN[:at] + data.draw(st.binary(max_size=6)) + CHAIN[at + data.draw(st.integers(0, 6)) :]
    signer = attempt(lambda: signer_in(damaged, ROOTS, NOW))
    if isinstance(signer, VerificationError):
        assert signer.check == "certificate-chain"
    else:
        assert signer == signer_in(CHAIN, ROOTS, NOW)
