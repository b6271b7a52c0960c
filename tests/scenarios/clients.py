"""The three clients that AWS's users have, behind one call: an operation and its input by the names of AWS's models."""

import base64
import json
import pathlib
import re
import subprocess
import tempfile

import botocore.exceptions
import pytest
from botocore import xform_name

from conftest import Account, Slipway

HERE = pathlib.Path(__file__).resolve().parent


class Refused(Exception):
    """What a client makes of an error answer. `status` is the HTTP status, 0 where the client does not tell."""

    def __init__(self, code, message, status=0):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


def keys_of(credentials):
    """The `Credentials` that STS answers with, as Account.client_environment takes them."""
    return {"accessKeyId": credentials["AccessKeyId"], "secretAccessKey": credentials["SecretAccessKey"],
            "sessionToken": credentials["SessionToken"]}


class Client:
    """One of them, with the keys of the account's root or with `keys`.

    `call` gives the output; with `body` it uploads that file, with `save` it writes what it gets to that file. `all` walks
    the pages of a listing as the client does it for its user, and `wait` waits for what the client calls by that name.
    """

    def __init__(self, account, tls, keys=None):
        self.account, self.tls, self.keys = account, tls, keys or account.root()

    def having(self, keys):
        return type(self)(self.account, self.tls, keys)

    def close(self):
        pass

    def bytes(self, value):
        """Bytes as this client takes them in an input; `bytes_of` reads them from an output."""
        return base64.b64encode(value).decode()

    def bytes_of(self, value):
        return base64.b64decode(value)


class Boto3(Client):
    def bytes(self, value):
        return value

    def bytes_of(self, value):
        return value

    def connect(self, service):
        return self.account.boto3(service, keys=self.keys, tls=self.tls)

    def call(self, service, operation, given=None, body=None, stream=False, save=None):
        given = dict(given or {})
        opened = open(body, "rb") if body else None
        if opened:
            given["Body"] = opened if stream else opened.read()
        try:
            output = getattr(self.connect(service), xform_name(operation))(**given)
        except botocore.exceptions.ClientError as error:
            raise Refused(error.response["Error"]["Code"], error.response["Error"]["Message"],
                          error.response["ResponseMetadata"]["HTTPStatusCode"]) from None
        finally:
            if opened:
                opened.close()
        if save:
            pathlib.Path(save).write_bytes(output["Body"].read())
        return {name: value for name, value in output.items() if name not in ("ResponseMetadata", "Body")}

    def all(self, service, operation, given, member, page_size):
        pages = self.connect(service).get_paginator(xform_name(operation)).paginate(
            **given, PaginationConfig={"PageSize": page_size})
        return [item for page in pages for item in page.get(member, [])]

    def wait(self, service, waiter, given):
        self.connect(service).get_waiter(xform_name(waiter)).wait(**given, WaiterConfig={"Delay": 1, "MaxAttempts": 10})


class Cli(Client):
    """The AWS CLI: one process for each call."""

    def run(self, service, operation, *options):
        if service == "sqs":  # version 1 of it has an address of its own for these, whatever the environment says
            options += ("--endpoint-url", self.account.tls_endpoint if self.tls else self.account.endpoint)
        done = self.account.aws(service, operation, *options, check=False, tls=self.tls, keys=self.keys)
        if done.returncode != 0:
            told = re.search(r"An error occurred \(([\w.]+)\) when calling the \w+ operation: (.*)", done.stderr, re.DOTALL)
            assert told, done.stderr
            raise Refused(told.group(1), told.group(2).strip())
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def bytes(self, value):
        return value

    def call(self, service, operation, given=None, body=None, stream=False, save=None):
        given, options, blobs = dict(given or {}), [], []
        for name in [name for name, value in given.items() if isinstance(value, bytes)]:
            blob = tempfile.NamedTemporaryFile()  # version 1 of it takes bytes from files alone
            blob.write(given.pop(name))
            blob.flush()
            blobs.append(blob)
            options += [f"--{xform_name(name, '-')}", f"fileb://{blob.name}"]
        options += ["--cli-input-json", json.dumps(given)]
        if body:
            options += ["--body", str(body)]
        if save:  # it takes its target as a word, and then wants what it requires as options, too
            options = [f"--{xform_name(name, '-')}={value}" for name, value in given.items()] + [str(save)]
        return self.run("s3api" if service == "s3" else service, xform_name(operation, "-"), *options)

    def all(self, service, operation, given, member, page_size):
        output = self.run("s3api" if service == "s3" else service, xform_name(operation, "-"), "--page-size",
                          str(page_size), *[f"--{xform_name(name, '-')}={value}" for name, value in given.items()])
        return output.get(member, [])

    def wait(self, service, waiter, given):
        options = [word for name, value in given.items()
                   for word in (f"--{xform_name(name, '-')}", *(value if isinstance(value, list) else [value]))]
        self.run("s3api" if service == "s3" else service, "wait", xform_name(waiter, "-"), *options)


class JavaScript(Client):
    """The JavaScript SDK, in one process of node (js_client.mjs)."""

    def __init__(self, account, tls, keys=None, node=None):
        super().__init__(account, tls, keys)
        self.node = node or subprocess.Popen(
            ["node", str(HERE / "js_client.mjs")], env=account.client_environment(tls=tls), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def having(self, keys):
        return JavaScript(self.account, self.tls, keys, self.node)

    def close(self):
        self.node.stdin.close()
        self.node.wait(timeout=20)

    def bytes(self, value):
        return {"$base64": super().bytes(value)}

    def bytes_of(self, value):
        return super().bytes_of(value["$base64"])

    def ask(self, **request):
        request = {name: value for name, value in request.items() if value}
        self.node.stdin.write(json.dumps({"input": {}, **request, "credentials": self.keys}) + "\n")
        self.node.stdin.flush()
        reply = json.loads(self.node.stdout.readline())
        if "error" in reply:
            raise Refused(reply["error"]["code"], reply["error"]["message"], reply["error"]["status"])
        return reply["output"]

    def call(self, service, operation, given=None, body=None, stream=False, save=None):
        return self.ask(service=service, operation=operation, input=given, body=str(body or ""), stream=stream,
                        save=str(save or ""))

    def all(self, service, operation, given, member, page_size):
        return self.ask(service=service, operation=operation, input=given,
                        pages={"member": member, "size": page_size})[member]

    def wait(self, service, waiter, given):
        self.ask(service=service, operation=waiter, input=given, waits=True)


CLIENTS = {"boto3": Boto3, "cli": Cli, "javascript": JavaScript}


def account_of_file():
    """A fixture: one account for all tests of a file."""
    @pytest.fixture(scope="module", name="account")
    def served(tmp_path_factory):
        home = tmp_path_factory.mktemp("account")
        home.chmod(0o700)
        account = Account(Slipway(home))
        yield account
        account.stop()

    return served


def clients(*names):
    """A fixture: each of these clients, at the account of the test."""
    @pytest.fixture(params=names, name="client")
    def opened(request, account):
        client = CLIENTS[request.param](account, False)
        client.name = request.param
        yield client
        client.close()

    return opened
