import os

THOROUGH = "THOROUGH" in os.environ
"""All that can be tried, in an hour or more; without it a good part of it, in minutes."""
