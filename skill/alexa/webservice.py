"""The SDK's entry for a web service: `web_answer`.

``ask_sdk_webservice_support`` imports ``certvalidator``, and that ``oscrypto``, which cannot be imported with OpenSSL
3.0.10 and later (github.com/wbond/oscrypto, issue 78). Only Amazon's own verifier needs it, and this skill has
:mod:`skill.alexa.verify`. So a stand-in takes the name ``certvalidator`` while the package is imported, here, once.
"""

import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from skill.alexa.skill import Handlers, build_skill, understood


class CertvalidatorNotLoaded(Exception):
    """Takes the place of certvalidator's classes; it validates nothing, so that Amazon's verifier fails."""


_STAND_INS = {name: ModuleType(name) for name in ("certvalidator", "certvalidator.errors")}
for _module in _STAND_INS.values():
    for _name in ("CertificateValidator", "PathError", "ValidationError"):
        setattr(_module, _name, CertvalidatorNotLoaded)
_BEFORE = {name: sys.modules[name] for name in _STAND_INS if name in sys.modules}
sys.modules.update(_STAND_INS)
try:
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler
finally:
    for _name in _STAND_INS:
        del sys.modules[_name]
    sys.modules.update(_BEFORE)

Answer = Callable[[bytes], Any]
"""Takes the body of a verified request, returns the response as JSON-ready data.

Raises `RecoveriesTrouble` when a skill event could not be saved; Amazon delivers it again.
"""


def web_answer(handlers: Handlers) -> Answer:
    """Return what answers requests that were verified before."""
    webservice = WebserviceSkillHandler(build_skill(handlers), verify_signature=False, verify_timestamp=False)
    return understood(handlers, partial(webservice.verify_request_and_dispatch, {}))
