"""What turning a request away looks like."""

from typing import Literal

from skill.alexa.webservice import VerificationException

Check = Literal[
    "headers",
    "certificate-url",
    "certificate-fetch",
    "certificate-chain",
    "signature",
    "body",
    "timestamp",
    "application-id",
]


class Refused(VerificationException):
    """A request that did not come from Amazon, for this skill, now: answer 400 with an empty body.

    The text is ``check: reason`` and safe to log: the reason holds nothing that the request said.
    """

    def __init__(self, check: Check, reason: str) -> None:
        super().__init__(f"{check}: {reason}")
        self.check: Check = check
        self.reason: str = reason
