"""What AWS Lambda imports and calls: `lambda_handler`, from ANKLE_COACH_* variables."""

from skill.config import Config
from skill.serverless import create_handler

lambda_handler = create_handler(Config.from_environment())
