"""The skill's image: built by buildah from a Debian of our own; `python -m tests.homes.image` rehearses in it."""

import os
import subprocess
from pathlib import Path

from tests.test_main import PROJECT

BASE = "localhost/debian:bookworm"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
"""What this machine trusts; pip must trust it too, since a proxy may stand between."""
PIP = f"[global]\ncert = {AUTHORITIES}\n"
STORE, CONTAINER = "IMAGE_STORE", "IMAGE_CONTAINER"
"""Variables: the folder of images and containers, and the name of a container."""


def buildah(store: Path, *arguments: str) -> str:
    command = [*_buildah(store), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout[-500:]}\n{done.stderr[-1500:]}"
    return done.stdout.strip()


def make_base(store: Path) -> None:
    base = buildah(store, "from", "scratch")
    folder = Path(buildah(store, "mount", base))
    packages = ("mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates", "bookworm")
    subprocess.run([*packages, str(folder)], check=True)
    (folder / "etc" / "pip.conf").write_text(PIP)
    (folder / AUTHORITIES.relative_to("/")).write_bytes(AUTHORITIES.read_bytes())
    buildah(store, "commit", "--quiet", base, BASE)


def build(store: Path) -> str:
    """Build the image, and return the name of a container of it."""
    file = str(PROJECT / "deploy" / "Containerfile")
    built = ("--build-arg", f"BASE={BASE}", "--file", file, "--tag", "ankle-coach", str(PROJECT))
    buildah(store, "bud", "--isolation=chroot", *built)
    return buildah(store, "from", "localhost/ankle-coach")


def run(store: Path, container: str, *command: str) -> list[str]:
    """Return the command that runs another one in the container, as its own user and on this machine's network."""
    ours = [f"--env={name}={value}" for name, value in os.environ.items() if name.startswith(("ANKLE_", "REHEARSAL_"))]
    return [*_buildah(store), "run", "--isolation=chroot", *ours, *command[:-1], container, "--", *command[-1].split()]


def _buildah(store: Path) -> list[str]:
    return ["buildah", "--root", str(store / "root"), "--runroot", str(store / "run")]


def main() -> None:
    """Serve in the container, with the speaker's files beside the skill's."""
    signer = Path(os.environ["REHEARSAL_ROOT"]).parent
    signer.chmod(0o755)  # the image's user reads it
    mounts = (f"--volume={PROJECT / 'speaker'}:/opt/ankle-coach/speaker:ro", f"--volume={signer}:{signer}:ro")
    store, container = Path(os.environ[STORE]), os.environ[CONTAINER]
    os.execvp("buildah", run(store, container, *mounts, "python -m speaker.host"))


if __name__ == "__main__":
    main()
