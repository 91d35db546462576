"""The skill's server for a rehearsal, as `speaker.host`, but at the address of a host of our own."""

import sys

from skill import __main__ as server

if __name__ == "__main__":
    sys.exit(server.main("speaker.host:worker"))
