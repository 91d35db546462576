"""The burst of forged requests: it is what it says, and the coach refuses all of it."""

import itertools
import time
from pathlib import Path

from benchmarks.burst import forged_requests, sent
from benchmarks.crowd import Crowd
from benchmarks.mix import Moment
from benchmarks.subjects import COACH, started
from speaker.signing import Signer


def test_every_other_one_names_a_chain_of_its_own(talks: list[list[Moment]], signer: Signer) -> None:
    forged = list(itertools.islice(forged_requests(Crowd(talks), signer), 20))
    urls = [headers.get("SignatureCertChainUrl") for _, headers in forged[1::2]]
    assert len(set(urls)) == 10
    assert signer.url not in urls


def test_all_are_refused(talks: list[list[Moment]], signer: Signer, tmp_path: Path) -> None:
    crowd = Crowd(talks, users=10)
    forged = forged_requests(crowd, signer)
    with started(COACH, crowd, 10, signer, tmp_path) as server, sent(server.url, forged, 100) as statuses:
        while statuses.total() < 40:
            time.sleep(0.01)
    assert set(statuses) == {400}
