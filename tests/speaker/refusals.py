"""What Alexa's APIs refuse."""

from collections.abc import Callable

import pytest

from speaker.refused import Refused


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    """The status and the code with which a call is refused."""
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.status, refused.value.code
