#!/usr/bin/env python3
"""Compiles EC2's instance types, and where they are offered, to the table that src/services/ec2/instance_type.cpp reads
(docs/model-format.md).

usage: compile_instance_types.py OUTPUT

They come from moto, whose maintainers export them from AWS with `aws ec2 describe-instance-types` and
`describe-instance-type-offerings`. What botocore's model of DescribeInstanceTypes does not have is left out.
"""
import glob
import gzip
import importlib.metadata
import importlib.util
import json
import os
import sys

import botocore.loaders

from binary_table import Table

NOTICE = """EC2's instance types and their offerings are those that moto (https://github.com/getmoto/moto) keeps, compiled
to another form by Slipway. Copyright Steve Pulec and contributors. Licensed under the Apache License, Version 2.0
(http://www.apache.org/licenses/LICENSE-2.0)."""

FOLDER = os.path.join(os.path.dirname(importlib.util.find_spec("moto").origin), "ec2", "resources")


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


class Model:
    def __init__(self):
        self.shapes = botocore.loaders.Loader().load_service_model("ec2", "service-2")["shapes"]

    def trimmed(self, value, shape):
        """The part of a value that the shape has, with its numbers as the shape has them."""
        shape = self.shapes[shape]
        if shape["type"] == "structure":
            return {name: self.trimmed(value[name], member["shape"]) for name, member in shape["members"].items()
                    if name in value}
        if shape["type"] == "list":
            return [self.trimmed(element, shape["member"]["shape"]) for element in value]
        return float(value) if shape["type"] in ("double", "float") else value


def offerings():
    """By region and zone id: names of types."""
    by_zone = {}
    for path in glob.glob(os.path.join(FOLDER, "instance_type_offerings", "availability-zone-id", "*.json.gz")):
        region = os.path.basename(path).removesuffix(".json.gz")
        for one in read(path):
            by_zone.setdefault((region, one["Location"]), set()).add(one["InstanceType"])
    return by_zone


def main():
    table, model = Table(b"SLPWTYP1"), Model()
    types = read(os.path.join(FOLDER, "instance_types.json.gz"))
    names = sorted(types, key=str.encode)
    records, parts = [], []
    for name in names:
        members = model.trimmed(types[name], "InstanceTypeInfo")
        records += [table.string(name), len(parts), len(members)]
        # Member by member, since many types share what most of them are made of.
        parts += [table.string(json.dumps({member: value}, separators=(",", ":"))[1:-1])
                  for member, value in members.items()]
    by_zone = offerings()
    # Of a region that moto does not know: what three of four zones have.
    by_zone[("", "")] = {name for name in names if sum(name in those for those in by_zone.values()) * 4 >= len(by_zone) * 3}
    zones, offered = [], []
    for (region, zone), those in sorted(by_zone.items()):
        zones += [table.string(region), table.string(zone), len(offered), len(those)]
        offered += sorted(names.index(name) for name in those)
    source = f"moto {importlib.metadata.version('moto')}"
    table.section([table.string(source), table.string(" ".join(NOTICE.split()))])
    for section in (records, parts, zones, offered):
        table.section(section)
    with open(sys.argv[1], "wb") as file:
        file.write(table.to_bytes())


if __name__ == "__main__":
    main()
