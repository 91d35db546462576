"""Import the SDK's `WebserviceSkillHandler`, also with an OpenSSL that its dependencies cannot read.

``ask_sdk_webservice_support`` imports ``certvalidator``, and that ``oscrypto``, which raises ``LibraryNotFoundError``
from OpenSSL 3.0.10 on (github.com/wbond/oscrypto, issue 78). Only Amazon's own verifier needs it, and this skill has
:mod:`skill.alexa.verify`. So a stand-in takes the name ``certvalidator`` while the package is imported.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NoReturn

__all__ = ["WebserviceSkillHandler"]


class _NeverRaised(Exception):
    """Takes the place of certvalidator's errors in Amazon's ``except`` clauses."""


def _fail_closed(*_: object) -> NoReturn:
    raise RuntimeError("certvalidator was not loaded: verify requests with skill.alexa.verify")


def _stand_ins() -> dict[str, ModuleType]:
    package = ModuleType("certvalidator")
    vars(package).update(CertificateValidator=_fail_closed)
    errors = ModuleType("certvalidator.errors")
    vars(errors).update(PathError=_NeverRaised, ValidationError=_NeverRaised)
    return {module.__name__: module for module in (package, errors)}


@contextmanager
def _certvalidator_replaced() -> Iterator[None]:
    stand_ins = _stand_ins()
    before = {name: sys.modules[name] for name in stand_ins if name in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
        sys.modules.update(before)


with _certvalidator_replaced():
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler
