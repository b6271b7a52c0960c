"""AssumeRoleWithWebIdentity: the token's RSA signature is verified at each call; openssl speed says what that costs."""

import base64
import json
import os
import re
import subprocess
import urllib.parse
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials

from report import Row
from servers import NO_PROXY, REGION, load, slipway

GOAL = 0.4
SECONDS = 3
RUNS = 3
ACCOUNT = "system:serviceaccount:bench:bench"


def cluster_bearer_token(server, cluster):
    """As `aws eks get-token` makes it: a presigned GetCallerIdentity."""
    request = botocore.awsrequest.AWSRequest("GET", f"https://sts.{REGION}.amazonaws.com/", params={
        "Action": "GetCallerIdentity", "Version": "2011-06-15"}, headers={"x-k8s-aws-id": cluster})
    signer = botocore.auth.SigV4QueryAuth(botocore.credentials.Credentials(*server.keys), "sts", REGION, expires=60)
    signer.add_auth(request)
    return "k8s-aws-v1." + base64.urlsafe_b64encode(request.prepare().url.encode()).decode().rstrip("=")


def post(url, bearer, body):
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers={
        "Authorization": f"Bearer {bearer}", "Content-Type": "application/json"})
    with NO_PROXY.open(request, timeout=20) as answer:
        return json.load(answer)


def service_account_token(server):
    """A token of a service account of a new cluster, and the cluster's issuer."""
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = server.client("iam").create_role(RoleName="cluster", AssumeRolePolicyDocument=json.dumps(trust))
    subnets = [one["SubnetId"] for one in server.client("ec2").describe_subnets()["Subnets"]]
    cluster = server.client("eks").create_cluster(name="bench", roleArn=role["Role"]["Arn"],
                                                  resourcesVpcConfig={"subnetIds": subnets})["cluster"]
    cluster = server.client("eks").describe_cluster(name="bench")["cluster"]
    api = server.endpoint + urllib.parse.urlsplit(cluster["endpoint"]).path + "/api/v1/namespaces"
    bearer = cluster_bearer_token(server, "bench")
    post(api, bearer, {"metadata": {"name": "bench"}})
    post(f"{api}/bench/serviceaccounts", bearer, {"metadata": {"name": "bench", "namespace": "bench"}})
    made = post(f"{api}/bench/serviceaccounts/bench/token", bearer,
                {"spec": {"audiences": ["sts.amazonaws.com"], "expirationSeconds": 3600}})
    return made["status"]["token"], cluster["identity"]["oidc"]["issuer"]


def make_role(server, issuer):
    iam = server.client("iam")
    provider = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
    name = issuer.removeprefix("https://")
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{name}:aud": "sts.amazonaws.com", f"{name}:sub": ACCOUNT}}}]}
    return iam.create_role(RoleName="bench", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def verifications_per_second():
    """On as many cores as the server and its load have."""
    done = subprocess.run(["openssl", "speed", "-seconds", "2", "-multi", str(os.cpu_count()), "rsa2048"], text=True,
                          capture_output=True, check=True)
    return float(re.search(r"rsa 2048 bits.* ([\d.]+)$", done.stdout, re.MULTILINE).group(1))


def rows():
    with slipway() as server:
        token, issuer = service_account_token(server)
        call = {"RoleArn": make_role(server, issuer), "RoleSessionName": "bench", "WebIdentityToken": token}
        tallies = [load(server, "sts", "AssumeRoleWithWebIdentity", input=call, seconds=SECONDS) for _ in range(RUNS)]
    tally = max(tallies, key=lambda one: one["per_second"])
    peer = max(verifications_per_second() for _ in range(RUNS))
    ratio = tally["per_second"] / peer
    return [Row("AssumeRoleWithWebIdentity per second", f"{tally['per_second']:,.0f}", f"openssl speed, RSA-2048 verify: {peer:,.0f}",
                f"{ratio:.0%}", f"{GOAL:.0%}", ratio >= GOAL,
                f"in cores: server {tally['server_cpu']:.2f}, load generator {tally['load_cpu']:.2f}; openssl took all of them: a verification is "
                f"{os.cpu_count() / peer * 1e6:.0f} us of a core, a whole call {tally['server_cpu'] / tally['per_second'] * 1e6:.0f} us of the server")]
