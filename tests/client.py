"""A client of the real application and its real verifier: sends signed requests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from skill.alexa.inbound import user_of
from skill.config import Config
from skill.ports import EMPTY, HOUSEHOLD, Record, Recoveries
from skill.routine.recovery import Recovery
from skill.storage.sqlite import MemoryRecoveries
from skill.web import create_app
from speaker.clock import Clock
from speaker.host import rehearsal_signers
from speaker.household import TIMERS_SCOPE, Household, household
from speaker.rest import Rest
from tests.alexa.pki import CHAIN, NOW, ROOT
from tests.alexa.recorded import parsed, recorded
from tests.alexa.signing import SKILL_ID, headers

USER = user_of(parsed(recorded("LaunchRequest")))
"""The key of the user of all recordings."""

NOWHERE = {"apiEndpoint": "http://127.0.0.1:9", "apiAccessToken": "eyJ0.SECRETTOKEN"}
"""APIs that do not answer."""


class SkillClient:
    """Sends recorded requests, signed, as one user of one speaker."""

    def __init__(self, folder: Path, recoveries: Recoveries | None = None, **settings: Any) -> None:
        """Settings are those of `Config`; the folder holds what the verifier trusts."""
        self.recoveries = MemoryRecoveries() if recoveries is None else recoveries
        self.clock = Clock(NOW, 0)
        self.system: dict[str, Any] = dict(NOWHERE)
        (folder / "echo.api").mkdir()
        (folder / "echo.api" / "echo-api-cert-12.pem").write_bytes(CHAIN)
        root = folder / "root.pem"
        root.write_bytes(ROOT.pem)
        config = Config(**{"skill_id": SKILL_ID, **settings})
        self.app = create_app(config, self.recoveries, self.clock.now, rehearsal_signers(root, folder))
        self.http = self.app.test_client()

    def document(self, name: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
        """A recorded request, as if it were sent now from this speaker."""
        document = recorded(name)
        document["context"]["System"].update(self.system)
        document["request"]["timestamp"] = self.clock.now().isoformat(timespec="seconds")
        if attributes is not None:
            document["session"]["attributes"] = attributes
        return document

    def post(self, body: bytes) -> TestResponse:
        return self.http.post("/alexa", data=body, headers=headers(body), content_type="application/json")

    def send(self, document: object) -> TestResponse:
        return self.post(json.dumps(document).encode())

    def hear(self, name: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.send(self.document(name, attributes))
        assert answer.status_code == 200
        assert answer.mimetype == "application/json"
        document: dict[str, Any] = json.loads(answer.data)
        return document

    def keep(self, recovery: Recovery) -> None:
        self.recoveries.save(USER, HOUSEHOLD, Record(recovery, self.kept.version), self.clock.now())

    @property
    def kept(self) -> Record:
        return self.recoveries.load(USER).get(HOUSEHOLD, EMPTY)

    @property
    def known(self) -> Recovery:
        return self.kept.recovery


@contextmanager
def at_home(client: SkillClient) -> Iterator[tuple[Household, Rest]]:
    """Give a client's speaker Alexa's REST APIs, as `speaker.rest` plays them."""
    rest, home = Rest(), household("en-US", client.clock)
    home.user = "SECRETDEVICE"
    home.granted.add(TIMERS_SCOPE)
    device = {"deviceId": home.device_id, "supportedInterfaces": {}}
    client.system = {"apiEndpoint": rest.url, "apiAccessToken": rest.token(home), "device": device}
    try:
        yield home, rest
    finally:
        rest.close()
