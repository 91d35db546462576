"""Backup and restore of the database, while the skill runs: behind `script/backup` and `script/restore`."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from skill.config import PREFIX, Config
from skill.storage.sqlite import COLUMNS

URL = f"{PREFIX}DATABASE_URL"
DUMP = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file")
RESTORE = ("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")


class BackupFailed(Exception):
    """Nothing was changed; the text says why in one line."""


def backup(url: str, file: Path) -> None:
    """Copy the database into a new file, as it is at one moment."""
    if file.exists():
        raise BackupFailed(f"{file} is there already")
    with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        part = Path(folder) / "part"
        if path := _sqlite(url):
            _copy(path, part, Path(path))
        else:
            _run(url, *DUMP, str(part), "--dbname=service=ankle-coach")
        part.rename(file)


def restore(url: str, file: Path) -> None:
    """Put a backup in the place of all that the database has, in one step."""
    if not file.is_file():
        raise BackupFailed(f"there is no file {file}")
    if path := _sqlite(url):
        _copy(str(file), Path(path), file)
    else:
        _run(url, *RESTORE, "--dbname=service=ankle-coach", str(file))


def _sqlite(url: str) -> str | None:
    """Return the path of a SQLite database; ``None`` for PostgreSQL."""
    if url.startswith("sqlite:///"):
        return url.removeprefix("sqlite:///")
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return None
    raise BackupFailed(f"only a database at sqlite:///<file> or postgresql://... is backed up; see {URL}")


def _copy(source: str, target: Path, must_exist: Path) -> None:
    """Copy page by page, in one transaction, what is found to be a sound database of the skill."""
    if not must_exist.is_file():
        raise BackupFailed(f"there is no file {must_exist}")
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=10)) as written:
            read.execute(COLUMNS)
            if read.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupFailed(f"{source} is damaged")
            read.backup(written)
    except sqlite3.Error as error:
        raise BackupFailed(f"{source}: {error}") from None


def _run(url: str, *command: str) -> None:
    """Run a program of PostgreSQL; a file tells it the address, since all users see its arguments."""
    from psycopg.conninfo import conninfo_to_dict  # comes with the extra `postgresql`

    address = conninfo_to_dict(url.replace("+psycopg", "", 1))
    with NamedTemporaryFile("w", suffix=".conf") as service:
        service.write("[ankle-coach]\n" + "".join(f"{name}={value}\n" for name, value in address.items()))
        service.flush()
        environment = {**os.environ, "PGSERVICEFILE": service.name}
        try:
            done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        except FileNotFoundError:
            raise BackupFailed(f"{command[0]} is not installed (Debian: postgresql-client)") from None
    if done.returncode:
        raise BackupFailed((done.stderr.strip().splitlines() or [f"{command[0]} failed"])[0])


def main(arguments: list[str]) -> int:
    """Do what is asked for, ``backup FILE`` or ``restore FILE``; return the exit code."""
    actions = {"backup": backup, "restore": restore}
    if len(arguments) != 2 or arguments[0] not in actions:
        print("usage: python -m skill.backup backup|restore FILE", file=sys.stderr)
        return 2
    os.umask(0o077)  # all that is written is for its owner only
    try:
        url = os.environ.get(URL) or Config.model_fields["database_url"].default
        actions[arguments[0]](url, Path(arguments[1]))
    except (BackupFailed, OSError) as why:
        print(f"{arguments[0]} failed: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
