"""The skill on AWS Lambda: `create_handler`. Only Alexa may call it, as this skill, by IAM: so nothing is signed."""

import logging
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from skill.alexa.api import AlexaApi
from skill.alexa.skill import Handlers, lambda_answer
from skill.coach import Coach
from skill.config import Config, defect_of, send_lines_to, system_clock
from skill.ports import Clock, RecoveriesTrouble
from skill.speech import languages, plan_blanks
from skill.storage import recoveries_at

log = logging.getLogger(__name__)


class NotAnswered(Exception):
    """Lambda counts it, and Amazon delivers a skill event again; the log line before has the reason."""


def create_handler(config: Config, clock: Clock = system_clock, *, is_local: bool = False) -> Callable[[Any, Any], Any]:
    """Return what Lambda calls, or raise `RecoveriesTrouble`; in a rehearsal the APIs may be local, on this machine."""
    # In place of the handler of Lambda's Python, whose lines would repeat values of a defect.
    send_lines_to(logging.StreamHandler(sys.stderr))
    fields: dict[str, object] = {}  # of the request: Lambda answers one at a time
    coach = Coach(recoveries_at(config.database_url), clock)
    answer = lambda_answer(Handlers(coach, AlexaApi(is_local=is_local), fields.__setitem__), config.skill_id)
    for language in languages():
        plan_blanks(language)  # reads the phrases now, while no user waits

    def lambda_handler(event: Any, context: Any) -> Any:
        began, message = perf_counter(), ""
        fields.clear()
        try:
            return answer(event, context)
        except RecoveriesTrouble as trouble:
            message = f"recovery not available: {type(trouble).__name__} {trouble}"
            raise NotAnswered from None
        except Exception as error:
            message = f"defect: {defect_of(error)}"
            raise NotAnswered from None
        finally:
            fields["ms"] = round((perf_counter() - began) * 1000)
            log.log(logging.ERROR if message else logging.INFO, message or str(fields.get("outcome")), extra=fields)

    return lambda_handler
