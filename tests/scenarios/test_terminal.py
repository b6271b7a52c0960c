"""What others wrote (names, servers, services) reaches a terminal made visible: it neither moves the cursor nor reorders text."""

import json
import pathlib
import re

import pytest

from conftest import READER, slipway_yaml
from peer import Peer
from test_shell_asks import Keyboard

TITLE = "\x1b]0;owned\x07"  # sets the window's title
OURS = re.compile(r"\x1b\[(0|2|31|32|33|36)m")  # colours of the program's own
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(slipway, *arguments, until="", keys=None):
    """What a terminal gets from a command, without the program's own colours, and the exit code."""
    keyboard = Keyboard(slipway, *map(str, arguments))
    keyboard.wait_for(until)
    text = keyboard.shown
    if keys:
        keyboard.press(keys)
    keyboard.read_on()
    text += keyboard.shown if keys else keyboard.shown[len(text):]
    return OURS.sub("", text).replace("\r\n", "\n"), keyboard.end()


def harmless(text):
    assert not HARMFUL.search(text), repr(text)
    return text


def test_names_refuse_control_characters(slipway, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"a\u202eb": READER, f"c{TITLE}": READER, "d\nnothing to do": READER}))
    text, code = shown(slipway, "up", file, until="no control characters")
    assert code == 64 and harmless(text).count("no control characters") == 3
    for part in ("`a\\u202eb`", "`c\\u001b]0;owned\\u0007`", "`d\\u000anothing to do`"):
        assert part in text or part.replace("\\u000a", "\n") in text, text


@pytest.fixture
def evil_endpoint():
    """An AWS that refuses everything, in words that are meant for the terminal."""
    peer = Peer()
    peer.answer = {"status": 403, "type": "application/json",
                   "body": json.dumps({"__type": "AccessDeniedException", "message": f"no{TITLE}\x1b[2J\u202e"}).encode()}
    yield peer.endpoint
    peer.close()


def test_a_servers_words(slipway, evil_endpoint, tmp_path):
    slipway.environment |= {"AWS_ACCESS_KEY_ID": "AKIAEVIL", "AWS_SECRET_ACCESS_KEY": "secret"}
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"a": READER}, account={"endpoint": evil_endpoint}))
    text, code = shown(slipway, "up", file, until="error:")
    assert code == 1
    harmless(text)


def test_the_plan_before_it_is_agreed_to(slipway, account, services, tmp_path):
    """Names of a state file that an older version, or somebody else, wrote."""
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"web": READER}))
    slipway.run("up", "--yes", file)
    state = next(pathlib.Path(slipway.home / "environments").rglob("*.json"))
    good = state.read_text()
    state.write_text(good.replace('"name": "web"', json.dumps("name") + ": " + json.dumps(f"web{TITLE}\n  nothing to do")))
    assert state.read_text() != good
    text, _ = shown(slipway, "status", until="web")
    harmless(text)
    text, code = shown(slipway, "down", "--environment", "production", until="Remove it?", keys="n\r")
    assert code == 1
    harmless(text)
    state.write_text(good)
    slipway.run("down", "--yes", file)


def test_logs(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    print_it = {**READER, "command": ["sh", "-c", "printf 'one\\033]0;owned\\007\\342\\200\\256two\\n'; exec sleep 1000"]}
    file.write_text(slipway_yaml({"web": print_it}))
    slipway.run("up", "--yes", file)
    text, code = shown(slipway, "logs", "web", until="two")
    assert code == 0 and "one\\u001b]0;owned\\u0007\\u202etwo\n" in harmless(text)
    text, code = shown(slipway, "logs", "--raw", "web", until="two")
    assert code == 0 and f"one{TITLE}\u202etwo\n" in text
    assert f"one{TITLE}\u202etwo\n" in slipway.run("logs", "web").stdout  # whoever pipes gets all bytes
    slipway.run("down", "--yes", file)
