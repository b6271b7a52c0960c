"""The four operations that are measured by rate, as the load generator is told of them."""

import itertools
import json

from servers import BUCKET, load

# Without spaces: moto encodes the form anew to check its signature, and would write + where %20 was sent.
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, separators=(",", ":"))
SMALL = 1024
OBJECTS = 1000  # that GetObject reads in turn
RUNS = itertools.count()


def get_caller_identity(server, calls, seconds):
    return load(server, "sts", "GetCallerIdentity", calls=calls, seconds=seconds)


def create_role(server, calls, seconds):
    names = {"RoleName": f"role-{next(RUNS)}-{{n}}", "AssumeRolePolicyDocument": TRUST}
    return load(server, "iam", "CreateRole", input=names, distinct=calls, calls=calls, seconds=seconds)


def put_object(server, calls, seconds):
    key = {"Bucket": BUCKET, "Key": f"put/{next(RUNS)}/{{n}}"}
    return load(server, "s3", "PutObject", input=key, body=SMALL, distinct=calls, calls=calls, seconds=seconds)


def make_objects(server):
    key = {"Bucket": BUCKET, "Key": "get/{n}"}
    load(server, "s3", "PutObject", input=key, body=SMALL, distinct=OBJECTS, calls=OBJECTS, seconds=60)


def get_object(server, calls, seconds):
    key = {"Bucket": BUCKET, "Key": "get/{n}"}
    return load(server, "s3", "GetObject", input=key, distinct=OBJECTS, calls=calls, seconds=seconds)


OPERATIONS = {"GetCallerIdentity": get_caller_identity, "CreateRole": create_role, "PutObject of 1 KiB": put_object,
              "GetObject of 1 KiB": get_object}
