"""How long compiling took, from what ninja wrote into .ninja_log: a line for each module, and the files that took long.

    compile_times.py [SECONDS_SINCE_EPOCH]    only what was built since then
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FINDING_S = 4
OBJECT = re.compile(r"CMakeFiles/(?:slipway_)?(\w+)\.dir/(.*)\.o$")


def read(log, since):
    """(module, source, seconds) of each file compiled since then."""
    times = {}
    for line in log.read_text().splitlines()[1:]:
        start, end, written_ns, output, _ = line.split("\t")
        match = OBJECT.search(output)
        if match and int(written_ns) / 1e9 >= since:
            times[output] = (match[1], match[2], (int(end) - int(start)) / 1000)
    return list(times.values())


def show(since):
    for log in sorted(ROOT.glob("build*/.ninja_log")):
        times = read(log, since)
        if not times:
            continue
        modules = collections.Counter()
        for module, _, seconds in times:
            modules[module.removesuffix("_test")] += seconds
        print(f"\ncompiled in {log.parent.name}: {len(times)} files, {sum(modules.values()):.0f} s of {len(modules)} modules")
        print("  " + "  ".join(f"{module} {seconds:.0f}" for module, seconds in modules.most_common() if seconds >= 1))
        slow = sorted((row for row in times if row[2] > FINDING_S), key=lambda row: -row[2])
        if slow:
            print(f"  {len(slow)} files took more than {FINDING_S} s; the slowest:")
        for _, source, seconds in slow[:10]:
            print(f"  {seconds:7.1f} s  {source}")


if __name__ == "__main__":
    show(float(sys.argv[1]) if len(sys.argv) > 1 else 0)
