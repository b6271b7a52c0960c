"""`slipway shell` without a name asks, as the first seed shows it; on a real (pseudo) terminal, key by key."""

import codecs
import os
import pty
import select
import signal
import subprocess
import time

import pytest

from conftest import PROGRAM, READER, slipway_yaml


class Keyboard:
    """The program, or another one, on a terminal of its own: what it shows, and keys for it."""

    def __init__(self, slipway, *arguments, program=PROGRAM):
        self.terminal, theirs = pty.openpty()
        self.shown = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.process = subprocess.Popen([program, *arguments], env=slipway.environment, stdin=theirs, stdout=theirs,
                                        stderr=theirs, start_new_session=True,
                                        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        os.close(theirs)

    def wait_for(self, text, seconds=20):
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, f"`{text}` is not shown, but:\n{self.shown}"
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    self.shown += self.decoder.decode(os.read(self.terminal, 4096))
                except OSError:  # the program has ended
                    assert text in self.shown, self.shown

    def read_on(self):
        """To the end of the program."""
        while True:
            try:
                more = os.read(self.terminal, 4096)
            except OSError:  # as a terminal says that nobody has it open
                return
            if not more:
                return
            self.shown += self.decoder.decode(more)

    def press(self, keys):
        self.shown = ""
        os.write(self.terminal, keys.encode())

    def end(self):
        code = self.process.wait(timeout=20)
        os.close(self.terminal)
        return code


@pytest.fixture
def two_environments(slipway, account, services, tmp_path):
    for environment in ("production", "staging"):
        file = tmp_path / f"{environment}.yaml"
        file.write_text(slipway_yaml({"debian": READER, "web": READER}, environment))
        slipway.run("up", "--yes", file)
    yield
    for environment in ("production", "staging"):
        slipway.run("down", "--yes", tmp_path / f"{environment}.yaml")


def test_level_after_level(slipway, two_environments):
    keyboard = Keyboard(slipway, "shell")
    keyboard.wait_for("Slipway: Select environment")  # one organization, one project: not asked for
    keyboard.press("\x1b[B")  # down
    keyboard.wait_for("▸ staging")
    keyboard.press("\r")
    keyboard.wait_for("✔\x1b[0m staging")
    keyboard.wait_for("▸ debian")
    keyboard.press("w")  # filters
    keyboard.wait_for("▸ web")
    keyboard.press("\r")
    keyboard.wait_for("✔\x1b[0m web")
    keyboard.press("printenv QOVERY_ENVIRONMENT_NAME QOVERY_SERVICE_NAME; exit 7\n")
    keyboard.wait_for("staging\r\nweb\r\n")
    assert keyboard.end() == 7

    for leave in ("\x1b", "\x03"):
        keyboard = Keyboard(slipway, "shell")
        keyboard.wait_for("▸ production")
        keyboard.press(leave)
        keyboard.wait_for("nothing was chosen")
        assert keyboard.end() == 64


def test_it_never_asks_without_a_terminal(slipway, two_environments):
    refused = slipway.run("shell", check=False)
    assert refused.returncode == 64 and "there is no terminal to ask on" in refused.stderr
