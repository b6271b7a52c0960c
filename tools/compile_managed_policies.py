#!/usr/bin/env python3
"""Compiles the AWS-managed policies to the table that src/aws/model/managed_policies.cpp reads (docs/model-format.md).

usage: compile_managed_policies.py OUTPUT

They come from moto, whose maintainers export them from AWS with `aws iam get-account-authorization-details`: every
policy with its true path, dates, default version and that version's document.
"""
import calendar
import importlib.metadata
import importlib.util
import json
import os
import sys
import time

from binary_table import Table

NOTICE = """The AWS-managed policies are those that moto (https://github.com/getmoto/moto) keeps, compiled to another
form by Slipway. Copyright Steve Pulec and contributors. Licensed under the Apache License, Version 2.0
(http://www.apache.org/licenses/LICENSE-2.0)."""

# moto sorts the names in a statement; AWS writes them in this order.
ORDER = ["Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
         "NotResource", "Condition"]


def load():
    """The policies by name. The file is read by itself: importing moto.iam would import a hundred other modules."""
    folder = os.path.dirname(importlib.util.find_spec("moto").origin)
    path = os.path.join(folder, "iam", "aws_managed_policies.py")
    spec = importlib.util.spec_from_file_location("aws_managed_policies", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return json.loads(module.aws_managed_policies_data)


def in_order(document):
    if isinstance(document, list):
        return [in_order(element) for element in document]
    if not isinstance(document, dict):
        return document
    names = sorted(document, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return {name: document[name] if name == "Condition" else in_order(document[name]) for name in names}


def seconds(date):
    return calendar.timegm(time.strptime(date[:19], "%Y-%m-%dT%H:%M:%S"))


def main():
    table = Table(b"SLPWPOL1")
    policies = []
    for name, policy in sorted(load().items(), key=lambda item: item[0].encode()):
        document = json.dumps(in_order(policy["Document"]), separators=(",", ":"), ensure_ascii=False)
        policies += [
            table.string(name), table.string("arn:aws:iam::aws:policy" + policy["Path"] + name),
            table.string(policy["Path"]), table.string(policy["DefaultVersionId"]), seconds(policy["CreateDate"]),
            seconds(policy["UpdateDate"]), table.string(document)]
    source = f"moto {importlib.metadata.version('moto')}"
    table.section([table.string(source), table.string(" ".join(NOTICE.split()))])
    table.section(policies)
    with open(sys.argv[1], "wb") as file:
        file.write(table.to_bytes())


if __name__ == "__main__":
    main()
