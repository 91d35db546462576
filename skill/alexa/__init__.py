"""Alexa's side of the skill: the only place that imports the Alexa Skills Kit.

``ask_sdk_webservice_support`` imports ``certvalidator``, and that ``oscrypto``, which cannot be imported with OpenSSL
3.0.10 and later (github.com/wbond/oscrypto, issue 78). Only Amazon's own verifier needs it, and this skill has
:mod:`skill.alexa.verify`. So a stand-in takes the name ``certvalidator`` while the package is imported, here, once.
"""

import sys
from types import ModuleType


class CertvalidatorNotLoaded(Exception):
    """Takes the place of certvalidator's classes; it validates nothing, so that Amazon's verifier fails."""


_STAND_INS = {name: ModuleType(name) for name in ("certvalidator", "certvalidator.errors")}
for _module in _STAND_INS.values():
    for _name in ("CertificateValidator", "PathError", "ValidationError"):
        setattr(_module, _name, CertvalidatorNotLoaded)
_BEFORE = {name: sys.modules[name] for name in _STAND_INS if name in sys.modules}
sys.modules.update(_STAND_INS)
try:
    import ask_sdk_webservice_support.webservice_handler  # noqa: F401
finally:
    for _name in _STAND_INS:
        del sys.modules[_name]
    sys.modules.update(_BEFORE)
