"""Large bodies over http beside cp, which reads a file of the same size from the same disk and writes another one."""

import hashlib
import operator
import os
import re
import subprocess
import time

from report import Row
from servers import BUCKET, load, make_user, slipway, temporary_folder

GOAL = 3
SIZE = 64 << 20
DISTINCT = 3
RUNS = 5


def settle():
    """So that nobody pays for what another one wrote."""
    os.sync()


def rate(server, operation, **numbers):
    key = {"Bucket": BUCKET, "Key": "large/{n}"}
    settle()
    tally = load(server, "s3", operation, input=key, distinct=DISTINCT, calls=DISTINCT, connections=1, seconds=60, **numbers)
    tally["mb_per_second"] = tally["per_second"] * SIZE / 1e6
    return tally


def timed_cp(source, target):
    settle()
    begun = time.perf_counter()
    subprocess.run(["cp", "--reflink=never", source, target], check=True)
    taken = time.perf_counter() - begun
    target.unlink()
    return SIZE / taken / 1e6


def dd(*arguments):
    """MB/s as dd itself says."""
    settle()
    done = subprocess.run(["dd", "bs=1M", *arguments], env={"LC_ALL": "C"}, text=True, capture_output=True, check=True)
    size, seconds = re.search(r"(\d+) bytes .* copied, ([\d.e-]+) s", done.stderr).groups()
    return int(size) / float(seconds) / 1e6


def md5_rate():
    """Of one core: what no PutObject can be faster than, since the MD5 of the whole body is its ETag."""
    body = bytes(SIZE)
    begun = time.perf_counter()
    hashlib.md5(body)
    return SIZE / (time.perf_counter() - begun) / 1e6


def row(what, tally, cp, dd_name, dd_rate, more=""):
    ours = tally["mb_per_second"]
    ratio = cp / ours
    return Row(what, f"{ours:,.0f} MB/s", f"cp: {cp:,.0f} MB/s", f"{ratio:.1f} times slower", f"within {GOAL} times",
               ratio <= GOAL, f"{dd_name}: {dd_rate:,.0f} MB/s; in cores: server {tally['server_cpu']:.2f}, load generator "
                              f"{tally['load_cpu']:.2f}{more}")


def rows():
    puts, gets, copies, writes, reads, hashes = [], [], [], [], [], []
    with slipway() as server, temporary_folder() as folder:
        make_user(server)
        for _ in range(RUNS):  # in turn, so that all see the same machine
            writes.append(dd("if=/dev/zero", f"of={folder / 'file'}", f"count={SIZE >> 20}"))
            reads.append(dd(f"if={folder / 'file'}", "of=/dev/null"))
            copies.append(timed_cp(folder / "file", folder / "copy"))
            hashes.append(md5_rate())
            puts.append(rate(server, "PutObject", body=SIZE))
            gets.append(rate(server, "GetObject"))
    by_rate = operator.itemgetter("mb_per_second")
    return [row("PutObject of 64 MiB", max(puts, key=by_rate), max(copies), "dd of zeros to a file", max(writes),
                f"; MD5 of one core, which bounds it: {max(hashes):,.0f} MB/s"),
            row("GetObject of 64 MiB", max(gets, key=by_rate), max(copies), "dd of a file to nowhere", max(reads))]
