"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import sys

from skill.server import main

if __name__ == "__main__":
    sys.exit(main())
