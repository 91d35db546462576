"""Builds the package that AWS Lambda runs: `python -m aws.package` writes build/lambda.zip, the same bytes every time.

It has compiled files, since Lambda can store none: so it is for the version of Python that builds it.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from skill.speech import languages

PROJECT = Path(__file__).parents[1]
REQUIREMENTS = PROJECT / "requirements" / "dynamodb.txt"
GRAVITON = "manylinux2014_aarch64"
"""Lambda's processors of architecture arm64."""
RUNTIME = f"python{sys.version_info[0]}.{sys.version_info[1]}"

IN_LAMBDA = {"boto3", "botocore", "jmespath", "s3transfer"}
OF_THE_SERVER = {
    *("ask-sdk-webservice-support", "asn1crypto", "blinker", "certvalidator", "cffi", "click", "cryptography", "flask"),
    *("freezegun", "granian", "itsdangerous", "jinja2", "markupsafe", "oscrypto", "prometheus-client", "pycparser"),
    "werkzeug",
}
"""Not in the package, along with what is in Lambda already."""

LANGUAGE_DATA = ("babel/locale-data/*.dat", "unicode_rbnf/rbnf/*.xml")
"""A file a locale; those of other languages than the skill's are left out."""

COMMANDS = """
Built {file}: {megabytes:.1f} MB for {runtime} on arm64.
Two steps need your own accounts. The first one, at AWS, prints the endpoint, an ARN. The second one tells Amazon's
developer console of it, and of the address where you keep /privacy and /terms:

  sam deploy --template-file aws/template.yaml --stack-name ankle-coach --region us-east-1 --resolve-s3 \\
    --capabilities CAPABILITY_IAM --parameter-overrides Runtime={runtime} SkillId=amzn1.ask.skill.... Email=you@...
  script/model https://coach.example.org arn:aws:lambda:.... && ask deploy"""


def main() -> None:
    """Build it and tell what comes next."""
    file = PROJECT / "build" / "lambda.zip"
    build(PROJECT / "build" / "lambda", file)
    print(COMMANDS.format(file=file.relative_to(PROJECT), megabytes=file.stat().st_size / 1e6, runtime=RUNTIME))


def build(folder: Path, file: Path, platform: str = GRAVITON) -> None:
    """Fill a folder with what Lambda needs, and zip it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _install(folder, platform)
    shutil.copytree(PROJECT / "skill", folder / "skill", ignore=shutil.ignore_patterns("__pycache__", "templates"))
    shutil.copy(PROJECT / "aws" / "lambda_function.py", folder)
    for each in _other_languages(folder):
        each.unlink()
    _run("compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", folder, "-p", "/var/task", folder)
    _zip(folder, file)


def _install(folder: Path, platform: str) -> None:
    """Install what the lock file has, but for what is left out; its hashes are checked."""
    text, left_out = REQUIREMENTS.read_text("utf-8"), IN_LAMBDA | OF_THE_SERVER
    wanted = [each for each in re.split(r"\n(?=\w)", text) if each.partition("==")[0] not in left_out]
    listed = folder / "requirements.txt"
    listed.write_text("\n".join(wanted), "utf-8")
    checks = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
    where = ("--target", folder, "--platform", platform, "--no-compile")
    _run("pip", "install", "--quiet", "--disable-pip-version-check", *checks, *where, "-r", listed)
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _other_languages(folder: Path) -> Iterator[Path]:
    for pattern in LANGUAGE_DATA:
        for path in folder.glob(pattern):
            if re.split(r"[_.-]", path.name)[0] not in {"root", *languages()}:
                yield path


def _zip(folder: Path, file: Path) -> None:
    """Write all files by name, with one date and one mode, so that equal files make equal bytes."""
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, path.read_bytes())


def _run(module: str, *arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
