"""Builds the checker alone: a zipapp of one file, and a wheel without dependencies; the same bytes on every machine.

`python .ci/checker.py FOLDER` writes FOLDER/lottery-verify-checker.pyz and FOLDER/lottery_verify_checker-….whl. Both
hold the files of lottery_verify/checker and lottery_verify/errors.py as they are, so an auditor can compare them.
"""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lottery_verify"
NAME = "lottery_verify_checker"
START = "from lottery_verify.checker.__main__ import main\n\nraise SystemExit(main())\n"
ALONE = '"""The checker of lottery_verify alone."""\n'  # a package inside a zip file needs an __init__.py
METADATA = """\
Metadata-Version: 2.1
Name: lottery-verify-checker
Version: {version}
Summary: The independent checker of lottery_verify: standard library, integers and fractions only
License: Apache-2.0
Requires-Python: >=3.11
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: lottery_verify\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
SCRIPTS = "[console_scripts]\nlottery-verify-checker = lottery_verify.checker.__main__:main\n"


def version():
    """The version of the package."""
    (found,) = re.findall(r'^__version__ = "(.+)"$', (PACKAGE / "__init__.py").read_text(), re.MULTILINE)
    return found


def sources():
    """The checker's files by their names, without lottery_verify/__init__.py, which is the whole package's."""
    paths = [PACKAGE / "errors.py", *sorted((PACKAGE / "checker").rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def write_zip(path, files, begin=b""):
    """Writes a zip file in this order, with one date and one mode for all."""
    with path.open("wb") as out:
        out.write(begin)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_STORED  # no compression whose bytes a library's version chooses
                entry.external_attr = 0o644 << 16
                entry.create_system = 3
                archive.writestr(entry, data)


def build_zipapp(folder):
    """One file that any Python 3.11 runs: `python -I lottery-verify-checker.pyz CERTIFICATE …`."""
    path = folder / "lottery-verify-checker.pyz"
    started = {"__main__.py": START.encode(), "lottery_verify/__init__.py": ALONE.encode()}
    write_zip(path, {**started, **sources()}, b"#!/usr/bin/env -S python3 -I\n")
    path.chmod(0o755)
    return path


def build_wheel(folder):
    """A wheel of the same files with the command `lottery-verify-checker`."""
    info = f"{NAME}-{version()}.dist-info"
    files = {
        **sources(),
        f"{info}/METADATA": METADATA.format(version=version()).encode(),
        f"{info}/WHEEL": WHEEL.encode(),
        f"{info}/entry_points.txt": SCRIPTS.encode(),
    }
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    path = folder / f"{NAME}-{version()}-py3-none-any.whl"
    write_zip(path, files)
    return path


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def main():
    """Builds both and prints their names and digests."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build")
    folder.mkdir(parents=True, exist_ok=True)
    for path in (build_zipapp(folder), build_wheel(folder)):
        print(f"{path}  {path.stat().st_size:,} bytes  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
