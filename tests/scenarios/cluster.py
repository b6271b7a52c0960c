"""A cluster's own API as its administrator sees it: Kubernetes' objects, and tokens of service accounts."""

import base64
import json
import ssl
import urllib.error
import urllib.request

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


class Cluster:
    """The cluster `name` of an account, entered as whoever `keys` are (who must be its creator)."""

    def __init__(self, account, name, keys=None, region="eu-west-3"):
        self.keys, self.name, self.region = keys or account.root(), name, region
        found = account.boto3("eks", region=region, keys=self.keys).describe_cluster(name=name)["cluster"]
        self.endpoint, self.issuer = found["endpoint"], found["identity"]["oidc"]["issuer"]
        self.authority = base64.b64decode(found["certificateAuthority"]["data"]).decode()

    def bearer_token(self):
        """As `aws eks get-token` makes it: a presigned GetCallerIdentity for this cluster."""
        request = AWSRequest("GET", f"https://sts.{self.region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
                             headers={"x-k8s-aws-id": self.name})
        credentials = Credentials(self.keys["accessKeyId"], self.keys["secretAccessKey"], self.keys.get("sessionToken"))
        SigV4QueryAuth(credentials, "sts", self.region, expires=60).add_auth(request)
        return "k8s-aws-v1." + base64.urlsafe_b64encode(request.url.encode()).decode().rstrip("=")

    def ask(self, method, path, body=None):
        """The status and the JSON of the answer to METHOD /api/v1/PATH."""
        request = urllib.request.Request(f"{self.endpoint}/api/v1/{path}", method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"Authorization": f"Bearer {self.bearer_token()}"})
        context = ssl.create_default_context(cadata=self.authority)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def make_service_account(self, namespace, name):
        for path, called in (("namespaces", namespace), (f"namespaces/{namespace}/serviceaccounts", name)):
            status, _ = self.ask("POST", path, {"metadata": {"name": called}})
            assert status in (201, 409)

    def token(self, namespace, service_account, audience="sts.amazonaws.com", life_s=3600):
        status, answer = self.ask("POST", f"namespaces/{namespace}/serviceaccounts/{service_account}/token",
                                  {"spec": {"audiences": [audience], "expirationSeconds": life_s}})
        assert status == 201, answer
        return answer["status"]["token"]

    def objects(self):
        """(namespace, service accounts in it with their annotations) of all namespaces."""
        _, namespaces = self.ask("GET", "namespaces")
        names = [item["metadata"]["name"] for item in namespaces["items"]]
        return {name: {item["metadata"]["name"]: item["metadata"].get("annotations", {})
                       for item in self.ask("GET", f"namespaces/{name}/serviceaccounts")[1]["items"]} for name in names}
