"""The table of all rows, and the document that keeps it."""

import dataclasses
import datetime
import importlib.metadata
import os
import platform
import subprocess

from servers import PROGRAM, ROOT


@dataclasses.dataclass
class Row:
    what: str
    ours: str
    peer: str   # its name and its figure
    ratio: str
    goal: str
    met: bool | None  # None: there is no goal, or nothing to measure it by
    note: str = ""


MET = {True: "yes", False: "no", None: "-"}
HEADER = ["What", "Slipway", "Beside", "Ratio", "Goal", "Met"]


def table(rows):
    lines = [HEADER] + [[row.what, row.ours, row.peer, row.ratio, row.goal, MET[row.met]] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADER))]
    def show(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"
    return "\n".join([show(lines[0]), show(["-" * width for width in widths]), *map(show, lines[1:])])


def notes(rows):
    return "\n".join(f"- {row.what}: {row.note}" for row in rows if row.note)


def load_average():
    return os.getloadavg()[0]


def first_line(*command):
    try:
        return subprocess.run(command, text=True, capture_output=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "none"


def cpu_model():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


INTRODUCTION = """# Benchmarks

Written by `./dev bench [GROUP...] --write`; a section is a group of `tests/bench/groups`. Every figure was measured beside its peer
in the same run, on the same machine, on which the server, the load generator and the peer share the cores. Of repeated
measurements the best counts, on both sides.
"""


def section(name, rows, load):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = "" if load < 1 else " (other programs had the cores too: on a quiet machine, run it again)"
    disk = first_line("findmnt", "-no", "FSTYPE", "-T", str(ROOT))
    return f"""## {name}

{table(rows)}

{notes(rows)}

The run: {datetime.date.today()}, commit {first_line("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")}, on
{os.cpu_count()} cores of {cpu_model()}, {memory:.0f} GiB, {disk}, Linux {platform.release()}; load average before it: {load:.2f}{busy}.
Versions: {first_line(PROGRAM, "--version")}; moto {importlib.metadata.version("moto")} on Python {platform.python_version()};
{first_line("openssl", "version")}; {first_line("podman", "--version")}; {first_line("clang++-14", "--version")}.
"""


def keep(file, name, text):
    """Puts a section in the place of that of the same name; the others stay."""
    sections = {each.partition("\n")[0]: f"## {each}" for each in file.read_text().split("\n## ")[1:]}
    sections[name] = text
    file.write_text("\n".join([INTRODUCTION, *(each.strip() + "\n" for _, each in sorted(sections.items()))]))
