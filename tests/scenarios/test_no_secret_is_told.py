"""Keys, session tokens and web identity tokens are in no output, no log and no state: only in their own files."""

import base64
import json
import pathlib

from clients import keys_of
from cluster import Cluster
from conftest import READER, Account, slipway_yaml, wait_until

FILE = slipway_yaml({"debian": {**READER, "command": ["sh", "-c", "echo started; sleep infinity"]}})

# The files whose purpose is to hold a secret, for their owner only.
OF_SECRETS = ("account/credentials.json", "account/seal.key", "account/authority-key.pem", "tokens/", "specifications/",
              "job-removals/", "job-outputs/")
CHOSEN = {"SLIPWAY_ROOT_ACCESS_KEY_ID": "AKIACHOSENFORTHIS", "SLIPWAY_ROOT_SECRET_ACCESS_KEY": "chosen-Secret/of+the=user"}


class Life:
    """Everything that is printed on the way, and every secret that there was."""

    def __init__(self, slipway):
        self.slipway, self.printed, self.secrets = slipway, [], {}

    def run(self, *arguments, check=True, keep=True):
        done = self.slipway.run(*arguments, check=check)
        if keep:
            self.printed += [(" ".join(map(str, arguments)), done.stdout + done.stderr)]
        return done

    def take_tokens(self, moment):
        for path in (self.slipway.home / "tokens").rglob("token"):
            self.secrets[f"web identity token {moment}"] = path.read_text()

    def found(self):
        """(where, which secret) of all that can be found, whole, in part or as base64."""
        places = list(self.printed)
        for path in self.slipway.home.rglob("*"):
            name = str(path.relative_to(self.slipway.home))
            if path.is_file() and not name.startswith(OF_SECRETS):
                places.append((name, path.read_bytes().decode("latin-1")))
        for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = process.read_bytes()
            except OSError:
                continue  # it ended
            if str(self.slipway.home).encode() in words:
                places.append((str(process), words.decode("latin-1")))
        needles = {}
        for name, secret in self.secrets.items():
            needles[name] = secret
            needles[name + " as base64"] = base64.b64encode(secret.encode()).decode().rstrip("=")
            if secret.startswith("ey"):  # a token without its signature opens nothing, but the signature is the secret
                needles[name + ", its signature"] = secret.rsplit(".", 1)[1]
        return [(where, name) for where, text in places for name, needle in needles.items() if needle in text]


def test_a_whole_life(slipway, services, tmp_path):
    life = Life(slipway)
    account = Account(slipway, environment=CHOSEN)
    file = tmp_path / "slipway.yaml"
    file.write_text(FILE)
    try:
        live(life, account, file)
    finally:
        account.stop()
    assert len(life.secrets) >= 10
    assert not life.found()

    # That the search finds what is there: the account's own log, with a secret in it.
    with open(slipway.home / "serve.log", "a") as log:
        log.write(life.secrets["first root"])
    assert life.found() == [("serve.log", "first root")]


def live(life, account, file):
    slipway, run = life.slipway, life.run
    run("account", "create", "second")
    run("up", "--yes", file)
    for index, name in enumerate(("first root", "second root")):
        life.secrets[name] = account.root(index)["secretAccessKey"]
    life.take_tokens("at first")

    iam, sts = account.boto3("iam"), account.boto3("sts")
    iam.create_user(UserName="alice")
    alice = iam.create_access_key(UserName="alice")["AccessKey"]
    life.secrets["key of alice"] = alice["SecretAccessKey"]
    role = json.loads(run("status", "--json").stdout)["services"][0]["role_arn"]
    web = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="test", WebIdentityToken=life.secrets[
        "web identity token at first"])["Credentials"]
    session = account.boto3("sts", keys={"accessKeyId": alice["AccessKeyId"],
                                         "secretAccessKey": alice["SecretAccessKey"]}).get_session_token()["Credentials"]
    for name, credentials in (("web session", web), ("session of alice", session)):
        life.secrets[f"secret of the {name}"] = credentials["SecretAccessKey"]
        life.secrets[f"token of the {name}"] = credentials["SessionToken"]
    life.secrets["bearer token of the cluster"] = Cluster(account, "dev").bearer_token().split(".", 1)[1]

    run("shell", "debian", "--", "env")
    run("shell", "debian", "--", "aws", "s3", "ls")
    run("shell", "debian", "--", "aws", "s3", "mb", "s3://refused", check=False)
    run("logs", "debian")
    for command in ("status", "doctor debian", "doctor debian --json", "account status", "account status --json"):
        run(*command.split())

    # Refusals have the most to tell: wrong signatures, tokens that are none, keys of the wrong account.
    for wrong in (dict(account.root(), secretAccessKey=alice["SecretAccessKey"]),
                  {**keys_of(web), "sessionToken": session["SessionToken"]},
                  dict(account.root(), accessKeyId=alice["AccessKeyId"])):
        told = account.aws("sts", "get-caller-identity", check=False, keys=wrong)
        life.printed.append(("a wrong signature", told.stdout + told.stderr))
    half = life.secrets["web identity token at first"].rsplit(".", 1)[0] + ".AAAA"
    told = account.aws("sts", "assume-role-with-web-identity", "--role-arn", role, "--role-session-name", "test",
                       "--web-identity-token", half, check=False)
    life.printed.append(("a forged token", told.stdout + told.stderr))
    assert all("error" in text for _, text in life.printed[-4:])

    # A broken chain, which doctor and up explain; an account that is gone; and the end.
    iam.update_assume_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:*"}]}))
    assert run("doctor", "debian", check=False).returncode == 1
    run("up", "--yes", file)
    account.kill()
    run("status", check=False)
    run("doctor", "debian", check=False)
    run("account", "status", check=False)
    account.start()
    next((slipway.home / "tokens").rglob("token")).unlink()
    run("up", "--yes", file)
    life.take_tokens("after a repair")
    run("down", "--yes", file)
    wait_until(lambda: "ends" in (slipway.home / "runtime" / "agent.log").read_text(), "the agent stays")
