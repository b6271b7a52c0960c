"""Runs the parts of `./dev test` on what is already built, counts, and ends with the line `N passed, N failed`.

    run_tests.py --parts "lint headers tidy asan tsan fuzz scenarios" [--failed-builds "tsan"] [--built "asan=312"] -- [ARGS]

ARGS of unit, asan and tsan: names of programs to run (`policy`, or `policy_test`), `--filter GTEST_FILTER`,
`--changed`. ARGS of scenarios go to pytest, ARGS of fuzz are names of targets. What fails is printed in full, at once
and nothing else. A test that is skipped must be in tests/skips.txt, with the reason; with CI=true it fails else.
Exit code 1 if anything failed, or if nothing ran at all: a green run of no tests is a broken runner.

Tests whose name begins with `Slow` (GoogleTest) or which are marked `slow` (pytest) run with SLIPWAY_ALL=1 only,
which is what `./dev test --all` sets; any test may read that variable, too, and try more.
"""

import argparse
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

import changed
import compile_times
import lint_texts
import tidy

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUZZ_SECONDS = int(os.environ.get("SLIPWAY_FUZZ_SECONDS", "5"))
TIDY_MOST = 40  # files, of those that changed last; `./dev tidy` looks at all that changed
ALL = os.environ.get("SLIPWAY_ALL") == "1"
PROGRAM_TIMEOUT_S = 3600 if ALL else 600
SLOW = "*.Slow*:*/Slow*"
# Nothing for ThreadSanitizer, and long.
ONE_THREAD = "Engine/Laws*:Engine/Faults*:LawsOnce*:Laws.*:Proofs.*:BorderValues.*:Asked.*:Covered.*:*/Scenarios.*"
# Programs so long that they run in several parts, side by side.
SHARDS = {"blueprint_test": 3, "services_test": 4}
# The shadow memory of g++ 12's and clang 14's sanitizers has a fixed place, which address randomization may take.
FIXED_ADDRESSES = ["setarch", "-R"]


class Count:
    """What one part, or one program of it, came to."""

    def __init__(self, passed=0, failed=0, skipped=(), report=""):
        self.passed, self.failed, self.skipped, self.report = passed, failed, list(skipped), report

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped  # names


def progress(name, count, seconds):
    state = "FAIL" if count.failed else "ok"
    numbers = f"{count.passed} passed" + (f", {count.failed} failed" if count.failed else "")
    numbers += f", {len(count.skipped)} skipped" if count.skipped else ""
    print(f"  {state:4}  {name:28} {numbers:34} {seconds:7.1f} s", flush=True)
    if count.report:
        print("\n" + "\n".join("        " + line for line in count.report.rstrip().splitlines()) + "\n", flush=True)


def run(command, timeout_s, environment=None):
    """The exit code (or a sentence when there is none) and the output, both streams in one."""
    try:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}, timeout=timeout_s,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as expired:
        return f"did not end within {timeout_s} s", (expired.stdout or b"").decode(errors="replace")


# --- GoogleTest programs ---------------------------------------------------------------------------------------------

def read_gtest(program, result, exit_code, output):
    """Counts from GoogleTest's own JSON; a program that died leaves none, and that is one failure."""
    try:
        suites = json.loads(result.read_text())["testsuites"]
    except (OSError, ValueError):
        tail = "\n".join(output.splitlines()[-150:])
        return Count(failed=1, report=f"exit code {exit_code}, no result was written\n{tail}")

    count, reports = Count(), []
    for suite in suites:
        for test in suite["testsuite"]:
            if test.get("status") == "NOTRUN":
                continue
            if test.get("result") == "SKIPPED":
                count.skipped.append(f"{program}:{suite['name']}.{test['name']}")
            elif "failures" in test:
                count.failed += 1
                text = "\n".join(failure["failure"] for failure in test["failures"])
                reports.append(f"{suite['name']}.{test['name']}\n{text}")
            else:
                count.passed += 1
    # A leak, a race or a crash after the last test: the tests are fine, the program is not.
    if exit_code != 0 and count.failed == 0:
        count.failed = 1
        reports.append(f"exit code {exit_code} although no test failed\n" + "\n".join(output.splitlines()[-150:]))
    count.report = "\n\n".join(reports)
    return count


def run_gtest_program(program, shard, gtest_filter, left_out, prefix, environment):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slipway-test-") as folder:
        result = pathlib.Path(folder) / "result.json"
        command = [*prefix, str(program), f"--gtest_output=json:{result}", "--gtest_brief=1", "--gtest_color=no"]
        patterns = [*([] if ALL else [SLOW]), *([left_out] if left_out else [])]
        if gtest_filter or patterns:
            command.append(f"--gtest_filter={gtest_filter or '-' + ':'.join(patterns)}")
        sharding = {"GTEST_TOTAL_SHARDS": str(SHARDS.get(program.name, 1)), "GTEST_SHARD_INDEX": str(shard)}
        exit_code, output = run(command, PROGRAM_TIMEOUT_S, {"TMPDIR": folder, **sharding, **environment})
        return read_gtest(program.name, result, exit_code, output), time.monotonic() - started


def gtest_part(build_folder, arguments, prefix=(), environment=None, left_out=""):
    parser = argparse.ArgumentParser(prog="./dev test unit")
    parser.add_argument("programs", nargs="*")
    parser.add_argument("--filter", default="")
    parser.add_argument("--changed", action="store_true")
    options = parser.parse_args(arguments)

    programs = sorted((ROOT / build_folder / "tests").glob("*_test"), key=lambda p: (p.name not in SHARDS, p.name))
    if options.changed:
        programs = [p for p in programs if p.name in changed.programs()]
    if options.programs:
        programs = [p for p in programs if any(p.name.startswith(name) for name in options.programs)]
    total = Count()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = {pool.submit(run_gtest_program, p, shard, options.filter, left_out, prefix, environment or {}):
                   (p.name, shard) for p in programs for shard in range(SHARDS.get(p.name, 1))}
        for future in concurrent.futures.as_completed(running):
            count, seconds = future.result()
            if options.filter and not (count.passed or count.failed or count.skipped):
                continue
            name, shard = running[future]
            progress(f"{name} {shard + 1}/{SHARDS[name]}" if name in SHARDS else name, count, seconds)
            total.add(count)
    return total


def unit(arguments):
    return gtest_part("build", arguments)


def asan(arguments):
    return gtest_part("build-asan", arguments, FIXED_ADDRESSES, {
        "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    })


def tsan(arguments):
    return gtest_part("build-tsan", arguments, FIXED_ADDRESSES, {
        "TSAN_OPTIONS": f"halt_on_error=0:exitcode=66:second_deadlock_stack=1:suppressions={ROOT}/tests/tsan.supp",
    }, left_out=ONE_THREAD)


# --- The others ------------------------------------------------------------------------------------------------------

def scenarios(arguments):
    folder = ROOT / "tests" / "scenarios"
    if not any(folder.glob("**/*_test.py")) and not any(folder.glob("**/test_*.py")):
        return Count()
    with tempfile.TemporaryDirectory(prefix="slipway-scenarios-") as work:
        result = pathlib.Path(work) / "result.xml"
        venv = pathlib.Path(sys.executable).parent
        environment = {
            **os.environ,
            "SLIPWAY_PROGRAM": str(ROOT / "build" / "slipway"),
            "PATH": f"{venv}{os.pathsep}{os.environ['PATH']}",  # `aws` of the venv
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        # Straight to the terminal: these take seconds each, and pytest shows its own progress. They wait more than they
        # compute, so two cores take two at once; conftest.py says which stay together.
        exit_code = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "--tb=short", "--durations=5",
             "--numprocesses", str(min(os.cpu_count(), 4)),
             "-o", "python_files=*_test.py test_*.py", f"--junitxml={result}", str(folder), *arguments],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        try:
            suite = xml.etree.ElementTree.parse(result).getroot().find("testsuite")
            skipped = [f"scenarios:{case.get('classname').split('.')[-1]}.{case.get('name')}"
                       for case in suite.iter("testcase") if case.find("skipped") is not None]
        except (OSError, xml.etree.ElementTree.ParseError):
            return Count(failed=1, report=f"pytest ended with {exit_code} and wrote no result")
    tests = int(suite.get("tests"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    if exit_code not in (0, 1, 5) and failed == 0:
        failed = 1  # interrupted, or an error of pytest's own
    return Count(max(tests - failed - len(skipped), 0), failed, skipped)


def fuzz_one(target):
    name = target.name.removesuffix("_fuzz")
    artifacts = ROOT / "build-asan" / "artifacts"
    artifacts.mkdir(exist_ok=True)
    corpus = ROOT / "tests" / "fuzz" / "corpus" / name
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slipway-fuzz-") as found:
        command = [*FIXED_ADDRESSES, str(target), f"-max_total_time={FUZZ_SECONDS}", "-timeout=10",
                   "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={artifacts}/{name}-", found]
        if corpus.is_dir():
            command.append(str(corpus))
        exit_code, output = run(command, FUZZ_SECONDS + 120)
    runs = re.search(r"number_of_executed_units: (\d+)", output)
    if exit_code == 0:
        return f"{target.name} ({int(runs.group(1)) if runs else 0:,} inputs)", Count(passed=1), time.monotonic() - started
    tail = "\n".join(output.splitlines()[-120:])
    return target.name, Count(failed=1, report=f"exit code {exit_code}\n{tail}"), time.monotonic() - started


def fuzz(arguments):
    targets = sorted((ROOT / "build-asan" / "tests").glob("*_fuzz"))
    if arguments:
        targets = [t for t in targets if t.name.removesuffix("_fuzz") in arguments]
    total = Count()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, count, seconds in pool.map(fuzz_one, targets):
            progress(name, count, seconds)
            total.add(count)
    return total


def lint(_):
    started = time.monotonic()
    sources = sorted(str(path.relative_to(ROOT)) for folder in ("src", "tests")
                     for pattern in ("*.h", "*.cpp") for path in (ROOT / folder).rglob(pattern))
    if not sources:
        return Count()
    exit_code, output = run(["clang-format-14", "--dry-run", "-Werror", *sources], 300)
    count = Count(passed=1) if exit_code == 0 else Count(failed=1, report=output + "\n`./dev lint --fix` mends it")
    progress("clang-format", count, time.monotonic() - started)

    started = time.monotonic()
    findings = lint_texts.findings()
    texts = Count(failed=1, report="\n".join(findings)) if findings else Count(passed=1)
    progress("comments and documents", texts, time.monotonic() - started)
    count.add(texts)
    return count


def headers(_):
    count = Count(passed=1)  # they were compiled: that is the test
    progress("each header alone", count, 0)
    return count


def clang_tidy(arguments):
    started = time.monotonic()
    checked, findings = tidy.check(everything=ALL, most=TIDY_MOST, names=arguments)
    count = Count(failed=len(findings), passed=checked - len(findings), report="\n".join(findings))
    progress(f"clang-tidy ({checked} files)", count, time.monotonic() - started)
    return count


PARTS = {"lint": lint, "headers": headers, "tidy": clang_tidy, "unit": unit, "asan": asan, "tsan": tsan, "fuzz": fuzz,
         "scenarios": scenarios}


# --- Skips -----------------------------------------------------------------------------------------------------------

def unlisted(skipped):
    """Those of the skipped tests that no line of tests/skips.txt allows."""
    lines = (ROOT / "tests" / "skips.txt").read_text().splitlines()
    patterns = [line.split(" ", 1)[0] for line in lines if line and not line.startswith("#")]
    return [name for name in skipped if not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)]


def judge_skips(skipped):
    names = unlisted(skipped)
    if not names:
        return Count()
    print("\nskipped, and not listed in tests/skips.txt:\n" + "\n".join("  " + name for name in names), flush=True)
    return Count(failed=len(names)) if os.environ.get("CI") == "true" else Count()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", required=True)
    parser.add_argument("--failed-builds", default="")
    parser.add_argument("--built", default="", help="PART=SECONDS of its build, ...")
    parser.add_argument("--since", type=float, help="when the builds began: their compile times are printed")
    # What stands behind `--` belongs to the part, options of its own included.
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options, rest = parser.parse_args(sys.argv[1:at]), sys.argv[at + 1:]

    built = dict(item.split("=") for item in options.built.split())
    rows, total = [], Count()
    for name in options.parts.split():
        print(f"\n{name}", flush=True)
        started = time.monotonic()
        if name in options.failed_builds.split():
            count = Count(failed=1, report="it does not build; see above")
            progress("the build", count, 0)
        else:
            count = PARTS[name](rest)
        rows.append((name, count, time.monotonic() - started))
        total.add(count)

    if options.since:
        compile_times.show(options.since)
    skips = judge_skips(total.skipped)
    print(f"\n{'part':12} {'passed':>8} {'failed':>8} {'skipped':>8} {'build s':>9} {'test s':>9}")
    for name, count, seconds in rows:
        print(f"{name:12} {count.passed:8} {count.failed:8} {len(count.skipped):8} {built.get(name, '0'):>9} {seconds:9.1f}")
    total.add(skips)
    if total.passed + total.failed == 0:
        print("\nno test ran", flush=True)
    print(f"\n{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
