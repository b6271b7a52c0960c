"""clang-tidy over the sources that changed (tools/changed.py says since when), or over all of them.

    tidy.py [--all] [--most N] [PREFIX...]    PREFIX: only files below it, such as src/net
                                              N: only so many of the changed files, those that changed last

A file takes clang-tidy five to ten seconds, so `./dev test` bounds how many it looks at.

A changed header is checked through the file of its own name. What was clean stays known by a hash of all that the
compiler saw, in ~/.cache/slipway/tidy, so a second run over the same sources costs a preprocessor's time. The
compilation database is that of build-asan, which clang 14 can read.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

import changed

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-asan"
CLEAN = pathlib.Path(os.environ.get("SLIPWAY_CACHE", pathlib.Path.home() / ".cache" / "slipway")) / "tidy"


def database():
    """Source below the root -> the compiler's command line, without what writes files."""
    commands = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(ROOT / "src"):
            words = [word for word in shlex.split(entry["command"]) if not word.endswith("ccache")]
            commands[str(source.relative_to(ROOT))] = words[:words.index("-o")]
    return commands


def chosen(commands, everything, most, names):
    if everything:
        sources = sorted(commands)
    else:
        changes = [name for name in changed.newest_first() if name.endswith((".h", ".cpp"))]
        sources = dict.fromkeys(str(pathlib.Path(name).with_suffix(".cpp")) for name in changes)
    sources = [each for each in sources if each in commands and (not names or each.startswith(tuple(names)))]
    return sources if everything or most is None else sources[:most]


def seen_by_the_compiler(source, command):
    """A hash of the preprocessed file, of the checks, and of the file's own comments (NOLINT)."""
    text = subprocess.run([*command, "-E", "-P", str(ROOT / source)], cwd=BUILD, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout
    parts = [text, (ROOT / source).read_bytes(), (ROOT / ".clang-tidy").read_bytes(), " ".join(command[1:]).encode()]
    return hashlib.sha256(b"\0".join(part.replace(str(ROOT).encode(), b"") for part in parts)).hexdigest()


def check_one(source, command):
    """What clang-tidy finds in a file; empty when it is clean."""
    known = CLEAN / seen_by_the_compiler(source, command)
    if known.exists():
        return ""
    done = subprocess.run(["clang-tidy-14", "-p", str(BUILD), "--quiet", str(ROOT / source)], cwd=ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        known.touch()
        return ""
    return done.stdout.replace(f"{ROOT}/", "") or done.stderr


def check(everything, most=None, names=()):
    """How many files were looked at, and what was found in those that are not clean."""
    CLEAN.mkdir(parents=True, exist_ok=True)
    commands = database()
    sources = chosen(commands, everything, most, names)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = pool.map(lambda source: check_one(source, commands[source]), sources)
        return len(sources), [text for text in found if text]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--most", type=int)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    count, findings = check(options.all, options.most, options.names)
    print("\n".join(findings))
    print(f"{count} files, {len(findings)} with findings")
    sys.exit(1 if findings else 0)
