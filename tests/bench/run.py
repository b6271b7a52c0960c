"""`./dev bench [GROUP...] [--write]`: the benchmarks, each beside its peer in the same run.

A group is a file groups/NAME.py, whose rows() gives rows of the table, or a Google Benchmark program NAME_bench.cpp,
whose output is shown as it is. --write keeps each group's table in docs/benchmarks.md.
"""

import argparse
import importlib
import pathlib
import subprocess
import sys

import report
from servers import PROGRAMS, ROOT

FOLDER = pathlib.Path(__file__).resolve().parent


def known_groups():
    files = [path.stem for path in (FOLDER / "groups").glob("*.py")]
    programs = [path.name.removesuffix("_bench") for path in PROGRAMS.glob("*_bench")]
    return sorted(files), sorted(set(programs) - set(files))


def main():
    with_rows, programs = known_groups()
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.split("\n")[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(with_rows + programs))
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/benchmarks.md")
    arguments = parser.parse_args()
    if unknown := set(arguments.groups) - set(with_rows + programs):
        parser.error(f"no group `{unknown.pop()}`; there are {', '.join(with_rows + programs)}")
    chosen = arguments.groups or with_rows + programs

    for name in (name for name in programs if name in chosen):
        subprocess.run([PROGRAMS / f"{name}_bench"], check=True)
    for name in (name for name in with_rows if name in chosen):
        load = report.load_average()
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows = importlib.import_module(f"groups.{name}").rows()
        if not rows:
            continue
        print(report.table(rows))
        print(report.notes(rows))
        if arguments.write:
            report.keep(ROOT / "docs" / "benchmarks.md", name, report.section(name, rows, load))


if __name__ == "__main__":
    main()
