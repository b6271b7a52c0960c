"""What changed: files that are not committed, and those of the commits that this branch has and origin/main (or main)
has not. On main itself, as in CI, those of the last twenty commits. SLIPWAY_SINCE=COMMIT names another beginning.

    changed.py             the files
    changed.py --programs  the test programs of the modules they belong to
    changed.py --headers   ninja's targets that compile each header alone (cmake/headers.cmake): those that changed last,
                           or all of them where nothing is known to have changed, and with SLIPWAY_ALL=1
"""

import functools
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMITS_OF_MAIN = 20
HEADERS_MOST = 100  # without precompiled ones a header takes up to two seconds, and there are over six hundred


def git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.split("\0" if "-z" in arguments else None) if done.returncode == 0 else []


def beginning():
    """The commit that changes are counted from."""
    if os.environ.get("SLIPWAY_SINCE"):
        return os.environ["SLIPWAY_SINCE"]
    head = git("rev-parse", "HEAD")
    for main in ("origin/main", "main"):
        base = git("merge-base", "HEAD", main)
        if base and base != head:
            return base[0]
    return git("rev-list", "--first-parent", "-n", str(COMMITS_OF_MAIN + 1), "HEAD")[-1]


@functools.cache
def files():
    names = git("diff", "-z", "--name-only", "--diff-filter=d", beginning()) + git("ls-files", "-z", "--others", "--exclude-standard")
    return sorted({name for name in names if name})


def newest_first():
    """The same files in the order of their last change: what is not committed, then the files of the newest commit."""
    logged = git("log", "-z", "--format=", "--name-only", "--no-renames", f"{beginning()}..HEAD")
    order = {name.strip("\n"): at for at, name in reversed(list(enumerate(logged)))}
    return sorted(files(), key=lambda name: (name in order and name not in uncommitted(), order.get(name, 0)))


def uncommitted():
    return set(git("diff", "-z", "--name-only", "HEAD") + git("ls-files", "-z", "--others", "--exclude-standard"))


def programs():
    """`architecture_test`, which looks at every file, and the test program of each module that has a changed file."""
    modules = {name.split("/")[1] for name in files() if name.startswith("src/") and name.count("/") > 1}
    return ["architecture_test", *sorted(f"{module}_test" for module in modules)]


def headers():
    names = [name.removeprefix("src/") for name in newest_first() if name.startswith("src/") and name.endswith(".h")]
    if os.environ.get("SLIPWAY_ALL") == "1" or not names:
        return ["headers"]
    return [f"CMakeFiles/headers.dir/generated/headers/{name}.cpp.o" for name in names[:HEADERS_MOST]]


if __name__ == "__main__":
    wanted = {"--programs": programs, "--headers": headers}.get(sys.argv[1] if sys.argv[1:] else "", files)
    print("\n".join(wanted()))
