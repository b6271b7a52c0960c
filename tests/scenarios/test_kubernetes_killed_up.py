"""`up` and `down` on a real Kubernetes, killed at exchanges with the account and the API server and run again, end as if nobody
had killed them. SLIPWAY_SEED chooses the places, SLIPWAY_KILLS how many."""

import json
import os
import random
import subprocess
import urllib.parse

from conftest import PROGRAM, slipway_yaml
from local_cluster import needs_kubernetes
from test_existing_cluster import Kubeconfig
from test_kubernetes_faults import APP
from wire import Wire
from world import describe, difference

pytestmark = needs_kubernetes
SEED = int(os.environ.get("SLIPWAY_SEED", random.randrange(1 << 32)))
KILLS = int(os.environ.get("SLIPWAY_KILLS", 6))
SERVICES = {"reader": {**APP, "instances": 2}, "writer": {**APP, "aws": {"policies": ["AmazonS3FullAccess"], "scope": "cluster"}},
            "plain": {name: APP[name] for name in ("image", "memory", "command")}}


class Runs:
    """`up` and `down` of one file, over a wire to the account and one to the API server."""

    def __init__(self, cluster, folder):
        self.cluster, self.slipway = cluster, cluster.slipway
        self.wire = Wire(cluster.account)
        kubeconfig = Kubeconfig(cluster, folder)
        server = urllib.parse.urlsplit(kubeconfig.server)
        kubeconfig.server = f"https://127.0.0.1:{self.wire.lead_to(server.hostname, server.port or 443)}"
        kubeconfig.with_certificate(groups=["system:masters"])
        self.file = folder / "slipway.yaml"
        self.file.write_text(slipway_yaml(SERVICES, kubeconfig=str(kubeconfig.path), context="ours"))

    def run(self, command, exchange=0, moment="before"):
        """The number of exchanges that it had; killed at `exchange` (if it had so many), else it ended well."""
        process = self.wire.start(exchange, moment, [PROGRAM, command, "--yes", str(self.file)], text=True,
                                  env=self.slipway.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
        output, _ = process.communicate(timeout=120)
        count, cut = self.wire.count, self.wire.cut
        self.wire.disarm()
        assert cut or process.returncode == 0, output
        return count

    def world(self):
        """Everything of ours in the account, in the cluster and in the home."""
        listed = json.loads(self.cluster.as_administrator("get", "deployments,secrets,pods", "--all-namespaces", "-o", "json", "-l",
                                                 "app.kubernetes.io/managed-by=slipway").stdout)["items"]
        running = sorted((each["kind"], each["metadata"]["labels"]["slipway.io/runs"]) for each in listed
                         if "deletionTimestamp" not in each["metadata"])
        return describe(self.cluster.account, self.slipway) + json.dumps(running, indent=1)


def test_killed_and_run_again(cluster_for_faults, tmp_path):
    runs = Runs(cluster_for_faults, tmp_path)
    choose = random.Random(SEED)
    print(f"SLIPWAY_SEED={SEED}")
    try:
        count_up = runs.run("up")
        up = runs.world()
        assert up.count('"Pod"') == 4 and up.count('"Deployment"') == 3
        count_down = runs.run("down")
        down = runs.world()
        assert '"Deployment"' not in down and '"Secret"' not in down
        for i in range(KILLS):
            moment = choose.choice(["before", "after"])
            places = [int((i + choose.random()) * count / KILLS) + 1 for count in (count_up, count_down)]
            runs.run("up", places[0], moment)
            runs.run("up")
            assert runs.world() == up, f"`up` killed {moment} exchange {places[0]} of {count_up}, then `up`:\n{difference(up, runs.world())}"
            runs.run("down", places[1], moment)
            runs.run("down")
            assert runs.world() == down, (f"`down` killed {moment} exchange {places[1]} of {count_down}, then `down`:\n"
                                          f"{difference(down, runs.world())}")
        runs.run("up", choose.randrange(count_up) + 1, "after")
        runs.run("down")
        assert runs.world() == down, "`up` killed, then `down`"
    finally:
        runs.wire.close()
