#!/usr/bin/env python3
"""Prints what a new operation, or a new kind of record, of the simulated account begins with: its row and its function, or its
value, and a scenario. What they ask comes from botocore's model and from the service authorization reference.

    ./dev new operation SERVICE OPERATION    such as: ./dev new operation sqs PurgeQueue
    ./dev new kind SERVICE RESOURCE_TYPE     such as: ./dev new kind sqs queue

Nothing is written: read one neighbour, then put each part where the comment above it says.
"""

import argparse
import json
import os
import pathlib
import re
import sys

import botocore.loaders
import botocore.model

from compile_models import read_operations, select

IAM_DATA = pathlib.Path(os.environ["SLIPWAY_IAM_DATA"]) / "data"
SOURCES = pathlib.Path(__file__).resolve().parent.parent / "src"
SAMPLES = {"integer": 1, "long": 1, "float": 1.5, "double": 1.5, "boolean": True, "timestamp": "2026-01-01T00:00:00Z", "blob": "bytes"}


def die(message, names=()):
    sys.exit(f"{message}{'; there are: ' + ', '.join(sorted(names)) if names else ''}")


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def reference(kind, service):
    """Of the service authorization reference; names in lower case -> entries."""
    path = IAM_DATA / kind / f"{service}.json"
    if not path.exists():
        die(f"the service authorization reference has no service `{service}`")
    return {name.lower(): entry for name, entry in json.loads(path.read_text()).items()}


def model_of(service):
    loader = botocore.loaders.Loader()
    services = loader.list_available_services("service-2")
    if service not in services:
        die(f"botocore has no service `{service}`", [name for name in services if service in name])
    return botocore.model.ServiceModel(loader.load_service_model(service, "service-2"))


def sample(shape, name="value", depth=0):
    """An input with the members that are required; `name` is the member's own."""
    if shape.type_name == "structure":
        return {each: sample(shape.members[each], each, depth + 1) for each in shape.required_members} if depth < 4 else {}
    if shape.type_name == "list":
        return [sample(shape.member, name, depth + 1)]
    if shape.type_name == "map":
        return {"key": sample(shape.value, name, depth + 1)}
    return SAMPLES.get(shape.type_name, shape.enum[0] if getattr(shape, "enum", None) else snake(name).replace("_", "-"))


def members(shape):
    if shape is None:
        return ["nothing"]
    return [f"{name}: {type_of(member)}{', required' if name in shape.required_members else ''}"
            for name, member in shape.members.items()] or ["nothing"]


def type_of(shape):
    enum = getattr(shape, "enum", None)
    return f"{shape.type_name} ({'|'.join(enum)})" if enum else shape.type_name


def is_compiled_in(service, operation, names):
    words = read_operations(SOURCES / "aws" / "operations.txt").get(service, [])
    return operation in select(service, {"operations": names}, words)


def file_for(service, needs):
    """Where rows that name the same kind stand; of those that name none, the rows of the account as a whole."""
    kind = re.search(r"\b(k[A-Z]\w+)", needs)
    wanted = kind[1] + "[,)]" if kind else r"\{any\(\)\}"
    folder = SOURCES / "services" / service
    rows = {path.name: len(re.findall(wanted, path.read_text())) for path in sorted(folder.glob("*.cpp"))}
    best = max(rows, key=rows.get, default="")
    return best if best and rows[best] else "KIND.cpp"


def constant_of(name):
    """pod-identity -> PodIdentity"""
    return "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name))


def member_for(kind, shape):
    """The member that names a record of that kind, where it is more than the kind's own: `clusterName` of what belongs to a cluster."""
    names = list(shape.members) if shape else []
    return next((name for name in names if name.lower() in (f"{kind.lower()}name", f"{kind.lower()}arn", f"{kind.lower()}id")), "")


def needs_of(action, operation, shape, service):
    """What the row asks, as far as the reference and the model tell; words as in account/call/needs.h."""
    types = [entry["name"] for entry in action.get("resourceTypes", [])]
    arns = [name for name in (shape.members if shape else []) if re.fullmatch(r"(?i)(resource)?arn", name)]
    if not types:
        needs = ["any()"]
    elif len(types) > 1 and arns:
        needs = [f'at("{arns[0]}")']
    else:
        kind = constant_of(types[0])
        member = member_for(kind, shape)
        makes = operation == f"Create{kind}"
        needs = [f"creates(k{kind}s)" if makes else f'on(k{kind}s, "{member}")' if member else f"on(k{kind}s)"]
    # IAM and STS take roles for what they are; other services are handed them.
    roles = [name for name in (shape.members if shape else []) if re.search(r"(?i)role(arn)?$", name)]
    if service not in ("iam", "sts"):
        needs += [f'passes("{service}.amazonaws.com", "{name}")' + ("" if name in shape.required_members else f'.when("{name}")') for name in roles]
    return ", ".join(needs)


def print_action(action):
    for entry in action.get("resourceTypes", []):
        needed = "required" if entry.get("required") else "optional"
        print(f"// asks about: {entry['name']} ({needed}); keys: {', '.join(entry.get('conditionKeys', [])) or 'none'}")
    if not action.get("resourceTypes"):
        print("// asks about: no resource (*)")
    print(f"// keys of the action: {', '.join(action.get('conditionKeys', [])) or 'none'}")
    print(f"// dependent actions: {', '.join(action.get('dependentActions', [])) or 'none'}")


def new_operation(service, name):
    model = model_of(service)
    if name not in model.operation_names:
        die(f"`{service}` has no operation `{name}`", [each for each in model.operation_names if name.lower()[:4] in each.lower()])
    operation = model.operation_model(name)
    prefix = model.signing_name
    action = reference("actions", prefix).get(name.lower(), {})

    needs = needs_of(action, name, operation.input_shape, service)
    print(f"// src/services/{service}/{file_for(service, needs)}, or a file of its own for a new kind")
    if not is_compiled_in(service, name, model.operation_names):
        print(f"// add to src/aws/operations.txt: {service}: ... {name}")
    print_action(action)
    print(f'    {{"{name}", {{{needs}}}, {snake(name)}}},\n')
    for title, shape in (("input", operation.input_shape), ("output", operation.output_shape)):
        print("\n".join(f"// {title if at == 0 else ' ' * len(title)}  {line}" for at, line in enumerate(members(shape))))
    found = "  Found& found = call.the();  // the record that the row names\n" if needs.startswith("on(") else ""
    print(f"Output {snake(name)}(Call& call) {{\n{found}  return Object{{}};\n}}\n")

    data = json.dumps(sample(operation.input_shape)) if operation.input_shape else "{}"
    print(f"# src/services/{service}/scenarios/KIND.yaml\n{snake(name)}:\n  - call: {service}.{name}\n    input: {data}\n    expect: {{}}")
    print("  - call: iam.CreateUser\n    input: {UserName: alice}\n  - call: iam.CreateAccessKey\n    input: {UserName: alice}\n    login: alice")
    print(f"  - as: alice  # who has no policies\n    call: {service}.{name}\n    input: {data}")
    print("    error: {code: AccessDenied, status: 403}")


def new_kind(service, name):
    model = model_of(service)
    prefix = model.signing_name
    kinds = reference("resourceTypes", prefix)
    if name.lower() not in kinds:
        die(f"the reference has no resource type `{name}` of `{prefix}`", kinds)
    entry = kinds[name.lower()]
    arn = re.sub(r"\$\{(\w+)\}", lambda match: "{" + {"Account": "account", "Region": "region"}.get(match[1], match[1]) + "}",
                 entry["arn"]).replace("arn:${Partition}:", "").replace("arn:{Partition}:", "")
    constant = constant_of(name)
    print(f"// src/services/{service}/kinds.h; condition keys: {', '.join(entry.get('conditionKeys', [])) or 'none'}")
    print("// {...} of the ARN are members of the record, as the model spells them; tags that are no list of {Key, Value} in `Tags`,")
    print("// another member for the ARN, a record that keeps more than it shows, another way to find it: account/record/kind.h.")
    print(f'inline constexpr RecordKind k{constant}s{{.name = "{service}.{snake(name)}",\n    .noun = "{name}",\n    .type = "{name}",\n    .arn = "{arn}",')
    print(f'    .name_member = "{spelled(model, constant)}",\n    .absent_code = "AWS\'s code where there is none",\n    .absent_words = "AWS\'s words, {{name}}"}};')


def spelled(model, kind):
    """The member with the kind's name, in the service's own spelling."""
    wanted = {f"{kind.lower()}name", "name"}
    for operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        if operation.lower() != f"create{kind.lower()}" or shape is None:
            continue
        for member in shape.members:
            if member.lower() in wanted:
                return member
    return f"{kind}Name"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="./dev new")
    parser.add_argument("what", choices=["operation", "kind"])
    parser.add_argument("service")
    parser.add_argument("name")
    options = parser.parse_args()
    {"operation": new_operation, "kind": new_kind}[options.what](options.service, options.name)


if __name__ == "__main__":
    main()
