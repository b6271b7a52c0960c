"""The engine: planning, the scheduler without its calls, an entry of the journal beside `dd oflag=dsync`, a cluster's shape."""

import json
import subprocess

from report import Row
from servers import PROGRAMS

MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3}


def measured():
    out = subprocess.run([PROGRAMS / "engine_bench", "--benchmark_format=json"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {each["name"].split("/")[0]: each for each in json.loads(out)["benchmarks"]}


def rows():
    found = measured()
    us = {name: each["real_time"] * MICROSECONDS[each["time_unit"]] for name, each in found.items()}
    memory, over = found["plan"]["MiB"], found["cluster"]["over_path"]
    journal = us["journal_entry"] / us["dsync"]
    return [
        Row("engine: plan of 10,000 resources, 30,000 references", f"{us['plan'] / 1000:.0f} ms", "", "", "200 ms", us["plan"] <= 200e3),
        Row("engine: memory of that", f"{memory:.0f} MiB", "", "", "200 MiB", memory <= 200),
        Row("engine: one step of the scheduler, without its calls", f"{us['scheduler_step']:.0f} us", "", "", "20 us", us["scheduler_step"] <= 20),
        Row("engine: an entry of the journal on the disk", f"{us['journal_entry']:.0f} us", f"write with O_DSYNC {us['dsync']:.0f} us",
            f"{journal:.2f}", "1.5", journal <= 1.5),
        Row("engine: 190 resources in the shape of a cluster, virtual time over the critical path", f"{over:.3f}", "", "", "1.02", over <= 1.02),
    ]
