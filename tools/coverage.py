"""Runs the unit tests of a coverage build and says which lines of src/ they reach, least covered files first.

    coverage.py [MODULE]    only the tests and the files of one module

The lines that no test runs are written to build-coverage/missed.txt as FILE:LINE: TEXT.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-coverage"


def run_tests(module):
    for program in sorted((BUILD / "tests").glob(f"{module or '*'}_test")):
        with tempfile.TemporaryDirectory(prefix="slipway-test-") as folder:
            subprocess.run([program, "--gtest_brief=1"], cwd=ROOT, env={**os.environ, "TMPDIR": folder},
                           stdin=subprocess.DEVNULL, check=False)


def gcov(counts):
    """gcov's own JSON of one object file."""
    done = subprocess.run(["gcov", "--json-format", "--stdout", str(counts)], cwd=BUILD, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def lines_run(module):
    """File below src/ -> line -> how often it ran, over all the objects that hold a copy of it."""
    objects = [path for path in BUILD.rglob("*.gcda") if "_test.dir" not in str(path) and "precompiled" not in str(path)]
    lines = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for reports in pool.map(gcov, objects):
            for file in (file for report in reports for file in report["files"]):
                path = pathlib.Path(os.path.normpath(BUILD / file["file"]))
                if path.is_relative_to(ROOT / "src" / module):
                    for line in file["lines"]:
                        lines[str(path.relative_to(ROOT))][line["line_number"]] += line["count"]
    return lines


def main():
    module = sys.argv[1] if len(sys.argv) > 1 else ""
    run_tests(module)
    rows, missed = [], []
    for name, lines in lines_run(module).items():
        text = (ROOT / name).read_text().splitlines()
        none = sorted(number for number, count in lines.items() if count == 0)
        missed += [f"{name}:{number}: {text[number - 1].strip()}" for number in none]
        rows.append((len(lines) - len(none), len(lines), name))
    if not rows:
        sys.exit(f"no line of `{module}` was run: is it a module of src/modules.txt?")
    (BUILD / "missed.txt").write_text("\n".join(sorted(missed)) + "\n")
    for hit, total, name in sorted(rows, key=lambda row: row[0] / row[1]):
        print(f"{100 * hit / total:5.1f} %  {total - hit:5} of {total:5} lines missed  {name}")
    hit, total = sum(row[0] for row in rows), sum(row[1] for row in rows)
    print(f"\n{100 * hit / total:.1f} % of {total} lines; those that nothing runs are in build-coverage/missed.txt")


if __name__ == "__main__":
    main()
