"""`up` and `down`, killed at every exchange with the account and run again, end as if nobody had killed them."""

import concurrent.futures
import itertools
import shutil
import subprocess

import pytest

from conftest import PROGRAM, Account, Slipway, slipway_yaml
from wire import Wire
from world import describe, difference

PROCESS = {"image": "not-used", "command": ["sleep", "infinity"]}
FILE = slipway_yaml({
    "reader": {**PROCESS, "instances": 2, "aws": {"policies": ["AmazonS3ReadOnlyAccess"]}},
    "writer": {**PROCESS, "aws": {"policies": ["AmazonS3FullAccess", "AmazonSQSFullAccess"], "scope": "cluster"}},
}, runtime="process")
WORKERS = 6  # a run waits more than it computes


class Life:
    """A home, an account in it, and a wire between the account and who looks for it there."""

    def __init__(self, folder):
        folder.mkdir(mode=0o700)
        self.slipway = Slipway(folder)
        self.account = Account(self.slipway, "--account-id", "123456789012")
        self.wire = Wire(self.account)
        self.file = folder / "slipway.yaml"
        self.file.write_text(FILE)

    def run_killed(self, command, exchange, moment):
        """Whether it was killed; else it ended by itself, and well."""
        process = self.wire.start(exchange, moment, [PROGRAM, command, "--yes", str(self.file)], text=True,
                                  env=self.slipway.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
        output, _ = process.communicate(timeout=120)
        cut = self.wire.cut
        self.wire.disarm()
        assert cut or process.returncode == 0, output
        return cut

    def run_again(self, command):
        self.slipway.run(command, "--yes", self.file)
        return describe(self.account, self.slipway)

    def end(self):
        self.wire.close()
        self.account.stop()
        shutil.rmtree(self.slipway.home)  # an agent ends what it runs when its folder has gone


def live(folder, exchange, moment):
    """The worlds after `up`, after `down`, and after an `up` that was given up; and how many of the three were killed."""
    life = Life(folder)
    try:
        cuts = life.run_killed("up", exchange, moment)
        up = life.run_again("up")
        cuts += life.run_killed("down", exchange, moment)
        down = life.run_again("down")
        cuts += life.run_killed("up", exchange, moment)
        return up, down, life.run_again("down"), cuts
    finally:
        life.end()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_exchange(tmp_path, moment):
    up, down, _, _ = live(tmp_path / "unkilled", 0, moment)
    assert '"processes": 3' in up and '"processes": 0' in down and '"files": {}' in down

    exchanges, kills = itertools.count(1), 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        def begin():
            exchange = next(exchanges)
            return pool.submit(live, tmp_path / str(exchange), exchange, moment), exchange

        running, more = dict(begin() for _ in range(WORKERS)), True
        while running:
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for life in done:
                exchange = running.pop(life)
                seen_up, seen_down, seen_given_up, cuts = life.result()
                for after, seen, expected in (("`up`, then `up`", seen_up, up), ("`down`, then `down`", seen_down, down),
                                              ("`up`, then `down`", seen_given_up, down)):
                    assert seen == expected, f"killed {moment} exchange {exchange} of {after}:\n{difference(expected, seen)}"
                kills += cuts
                more = more and cuts > 0  # none: that was past the last exchange of all
                if more:
                    running.update([begin()])
    assert kills > 60
    print(f"killed {kills} times {moment} the account had heard or said something")
