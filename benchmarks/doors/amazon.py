"""Amazon's own package for web services, importable: ``verifier`` and `WebserviceSkillHandler`, nothing replaced.

Its ``certvalidator`` needs ``oscrypto``, which reads OpenSSL's version with a regular expression for one-digit numbers;
that one expression is widened while it is imported. To be imported before :mod:`skill.alexa.webservice`, which puts a
stand-in in certvalidator's place.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["WebserviceSkillHandler", "verifier"]

ONE_DIGIT, MORE_DIGITS = r"\b(\d\.\d\.\d[a-z]*)\b", r"\b(\d+\.\d+\.\d+[a-z]*)\b"


@contextmanager
def _any_openssl() -> Iterator[None]:
    search = re.search

    def wider(pattern: Any, *rest: Any) -> Any:
        return search(MORE_DIGITS if pattern == ONE_DIGIT else pattern, *rest)

    vars(re)["search"] = wider
    try:
        yield
    finally:
        vars(re)["search"] = search


with _any_openssl(), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses what cryptography deprecates
    from ask_sdk_webservice_support import verifier
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler

if verifier.CertificateValidator.__module__ != "certvalidator":
    raise ImportError("the coach was imported first, and certvalidator is only a stand-in")
