"""How the skill starts on AWS Lambda: `python -m benchmarks.cold_start [ROUNDS]`, a process each, in turns.

Its table is moto's; its time is most of a turn's.
"""

import json
import os
import subprocess
import sys
from statistics import median

from tests.storage.dynamodb import TABLE, emulator, settings

SUBJECTS = {
    "the server's application": "from skill.web import create_app; create_app(Config.from_environment())",
    "the function": "from aws.lambda_function import lambda_handler",
}
TURNS = """
import json, resource, sys, time
from skill.config import Config
{start}
started, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
walls = []
if "function" in {start!r}:
    from tests.alexa.recorded import recorded
    import logging; logging.disable()
    for name in ["LaunchRequest"] + ["icing-no-slots"] * 50:
        document = recorded(name)
        document["request"]["requestId"] = f"{{len(walls)}} {{time.time()}}"
        began = time.perf_counter()
        lambda_handler(document, None)
        walls.append(1000 * (time.perf_counter() - began))
print(json.dumps([started, memory, walls[0] if walls else 0, sorted(walls)[len(walls) // 2] if walls else 0]))
"""


def main(rounds: int = 5) -> None:
    """Print medians."""
    measured: dict[str, list[list[float]]] = {name: [] for name in SUBJECTS}
    with emulator("moto") as url:
        chosen = {
            "ANKLE_COACH_SKILL_ID": "amzn1.ask.skill.11111111-2222-3333-4444-555555555555",
            "ANKLE_COACH_DATABASE_URL": f"dynamodb://{TABLE}",
        }
        environment = {**os.environ, **settings(url), **chosen}
        for _ in range(rounds):
            for name, start in SUBJECTS.items():
                command = [sys.executable, "-c", TURNS.format(start=start)]
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
                measured[name].append(json.loads(done.stdout))
    print("| subject | CPU s to the start | MB | first turn ms | warm turn ms |\n| --- | ---: | ---: | ---: | ---: |")
    for name, rows in measured.items():
        started, memory, first, warm = map(median, zip(*rows, strict=True))
        print(f"| {name} | {started:.2f} | {memory:.0f} | {first:.1f} | {warm:.1f} |")
    print("load average", *(f"{each:.1f}" for each in os.getloadavg()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
