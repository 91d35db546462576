"""The function as it is rehearsed: with the speaker's clock, and Alexa's APIs on this machine."""

import os
from pathlib import Path

from skill.config import Config
from skill.serverless import create_handler
from speaker.host import CLOCK, rehearsal_clock

lambda_handler = create_handler(Config.from_environment(), rehearsal_clock(Path(os.environ[CLOCK])), is_local=True)
