"""Everything that a deployment has made, seen from outside, as one text: to compare one world with another."""

import difflib
import json
import pathlib
import re
import time

from cluster import Cluster

# What differs from one world to the next and says nothing: ids that are made up, and times.
MADE_UP = ((r"\bz[0-9a-f]{8}-", "z-"), (r"\b[0-9A-F]{32}\b", "ISSUER"), (r"\bA(ROA|NPA)[A-Z0-9]{16,17}\b", "ID"),
           (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"), (r"\b([0-9a-f]{32}|[0-9a-f]{40})\b", "HASH"),
           (r"127\.0\.0\.1:\d+/_cluster/\w+", "CLUSTER"), (r"20\d\d-\d\d-\d\d[T ][0-9:.]+(Z|\+00:00)", "TIME"),
           (r'"token_expires_in_s": \d+', '"token_expires_in_s": N'), (r'"data": "[A-Za-z0-9+/=]+"', '"data": "PEM"'))


def running_processes(home):
    """Processes of this machine that have a token below `home`: instances of the process runtime."""
    found = 0
    for environ in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            found += f"AWS_WEB_IDENTITY_TOKEN_FILE={home}/".encode() in environ.read_bytes()
        except OSError:
            pass  # it ended just now, or is somebody else's
    return found


def processes_that_status_tells(home, status):
    """A started instance has its environment a moment after it counts as running."""
    wanted = sum(each["instances_running"] for each in status["services"] if each["runtime"] == "process")
    deadline = time.monotonic() + 5
    while running_processes(home) != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return running_processes(home)


def in_order(text):
    """Services of one stage are deployed side by side, so the journal's order is nobody's."""
    state = json.loads(text)
    if "made" in state:
        state["made"].sort(key=lambda made: (made["kind"], made["name"]))
    return json.dumps(state)


def remembered(keep):
    """What the engine knows of each thing, without when and in how many runs it was made: that all of it is in the snapshot
    says that the last run came to its end."""
    assert (keep / "journal").read_text() == "", keep
    state = json.loads((keep / "snapshot").read_text())
    return {record["key"][0]: {name: value for name, value in record.items() if name not in ("key", "token", "madeAt")}
            for record in state["records"]}


def files_below(home):
    keeps = {path.parent for folder in ("clusters", "environments") for path in (home / folder).rglob("snapshot")}
    files = {str(path.relative_to(home)): in_order(path.read_text()) if path.suffix == ".json" else ""
             for folder in ("environments", "specifications", "clusters", "tokens") for path in sorted((home / folder).rglob("*"))
             if path.is_file() and not keeps & set(path.parents)}
    return files | {str(keep.relative_to(home)): remembered(keep) for keep in keeps}


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def difference(before, after):
    """Between two worlds; empty if there is none."""
    return "\n".join(difflib.unified_diff(before.split("\n"), after.split("\n"), "expected", "seen", lineterm=""))


def own_roles(account):
    """The names of the roles but those of AWS's services, which stay with the account when a cluster goes."""
    roles = account.aws("iam", "list-roles")["Roles"]
    return [role["RoleName"] for role in roles if not role["Path"].startswith("/aws-service-role/")]


def describe(account, slipway):
    iam, eks = account.boto3("iam"), account.boto3("eks")
    details = iam.get_account_authorization_details(Filter=["User", "Role", "Group", "LocalManagedPolicy"])
    for role in details["RoleDetailList"]:  # policies are attached side by side, so their order is nobody's
        role["AttachedManagedPolicies"].sort(key=lambda policy: policy["PolicyArn"])
    providers = [each["Arn"] for each in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    clusters = eks.list_clusters()["clusters"]
    status = json.loads(slipway.run("status", "--json").stdout)
    world = {
        "iam": without_metadata(details),
        "providers": {arn: without_metadata(iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn))
                      for arn in providers},
        "clusters": {name: without_metadata(eks.describe_cluster(name=name)) for name in clusters},
        "objects": {name: Cluster(account, name).objects() for name in clusters},
        "status": status,
        "processes": processes_that_status_tells(slipway.home, status),
        "files": files_below(slipway.home),
    }
    text = json.dumps(world, indent=1, default=str, sort_keys=True).replace(str(slipway.home), "HOME")
    for pattern, name in MADE_UP:
        text = re.sub(pattern, name, text)
    return text
