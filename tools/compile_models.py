#!/usr/bin/env python3
"""Compiles botocore's service models to the table that src/aws/model/model.cpp reads (docs/model-format.md).

usage: compile_models.py OPERATIONS QUERY_COMPATIBLE OUTPUT

OPERATIONS is src/aws/operations.txt; QUERY_COMPATIBLE, src/aws/query_compatible.json, says what services that speak JSON
call things in the query protocol, and which enums they leave to their operations. Documentation and shapes that no listed operation reaches are dropped. A trait
that this program does not know is an error: the wire form may depend on it.
"""
import gzip
import json
import os
import re
import struct
import sys

import botocore

from binary_table import NONE, Table

PROTOCOLS = ["query", "ec2", "json", "rest-json", "rest-xml"]
TYPES = ["structure", "list", "map", "string", "blob", "boolean", "integer", "long", "float", "double", "timestamp"]
LOCATIONS = ["body", "header", "headers", "uri", "querystring", "statusCode"]
FORMATS = ["", "iso8601", "rfc822", "unixTimestamp"]

# Traits that change nothing on the wire, or that are read below.
SHAPE_TRAITS = set("""type members member key value required min max pattern enum payload flattened streaming sensitive
    timestampFormat xmlNamespace locationName error exception fault synthetic union box documentation deprecated
    deprecatedMessage deprecatedSince event wrapper xmlOrder retryable""".split())
MEMBER_TRAITS = set("""shape location locationName queryName idempotencyToken flattened xmlAttribute streaming
    timestampFormat xmlNamespace documentation deprecated deprecatedMessage deprecatedSince contextParam box
    eventpayload hostLabel""".split())

MATCHERS = ["status", "error", "path", "pathAll", "pathAny"]
STATES = ["success", "retry", "failure"]

# The part of JMESPath that src/aws/values/path.cpp reads: names, `[]`, `[N]`, `||`, and length(...) beside a number.
STEPS = r"[A-Za-z]\w*(\[-?\d*\])?(\.[A-Za-z]\w*(\[-?\d*\])?)*"
EXPRESSION = re.compile(rf"^({STEPS}( \|\| {STEPS})*|length\({STEPS}\) (>|==) `\d+`)$")

# How the documentation of a Filters member lists what can be filtered by: `<li> <p> <code>vpc-id</code> - The ID ...`,
# with other spellings behind it.
FILTER = re.compile(r"<li>\s*<p>\s*<code>([\w.:-]+?)(?::?(?:&lt;|<i>).*?)?\s*</code>(.*?)</li>", re.S)
OTHER_SPELLINGS = re.compile(r"also use (.*?) as the filter name", re.S)

NOTICE = """The service models are those of botocore (https://github.com/boto/botocore), trimmed and compiled to
another form by Slipway. Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved. Licensed under the Apache
License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0)."""


def fail(text):
    sys.exit(f"compile_models.py: {text}")


def read_operations(path):
    """{service: (wanted, unwanted)}; lines that begin with a space continue the one before."""
    wanted, service = {}, None
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].rstrip()
        if line and not line[0].isspace():
            service, _, line = line.partition(":")
        for word in line.split():
            wanted.setdefault(service, []).append(word)
    return wanted


def load_model(service):
    root = os.path.join(os.path.dirname(botocore.__file__), "data")
    folder = os.path.join(root, service)
    if not os.path.isdir(folder):
        fail(f"botocore {botocore.__version__} has no service `{service}`")
    version = sorted(os.listdir(folder))[-1]
    with gzip.open(os.path.join(folder, version, "service-2.json.gz")) as file:
        model = json.load(file)
    with open(os.path.join(root, "endpoints.json"), encoding="utf-8") as file:
        endpoints = json.load(file)["partitions"][0]["services"]
    prefix = model["metadata"]["endpointPrefix"]
    # A service of which only open enums are said has no query protocol beside its own.
    said = dict(QUERY_COMPATIBLE.get(service, {}))
    model["openEnums"] = said.pop("openEnums", [])
    model["query"] = said
    model["protocol"] = protocol_of(service, model["metadata"])
    model["global"] = endpoints.get(prefix, {}).get("isRegionalized", True) is False
    return model


def protocol_of(service, meta):
    """That of the model, or where that is none of ours, the first of ours that the service speaks beside it."""
    for protocol in (meta["protocol"], *meta.get("protocols", [])):
        if protocol in PROTOCOLS:
            return protocol
    fail(f"service `{service}` speaks none of the protocols that are known here")


def load_extra(service, kind):
    """The paginators or waiters of a service; absent where it has none."""
    folder = os.path.join(os.path.dirname(botocore.__file__), "data", service)
    version = sorted(os.listdir(folder))[-1]
    for suffix, opener in (("", open), (".gz", gzip.open)):
        path = os.path.join(folder, version, kind + ".json" + suffix)
        if os.path.exists(path):
            with opener(path) as file:
                return json.load(file)
    return {}


def expression(text):
    if not EXPRESSION.match(text):
        fail(f"the expression `{text}` is beyond the part of JMESPath that is read")
    return text


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def select(service, model, words):
    names = set(model["operations"])
    for word in words:
        if word != "*" and word.lstrip("-") not in names:
            fail(f"service `{service}` has no operation `{word.lstrip('-')}`")
    chosen = names if "*" in words else {word for word in words if not word.startswith("-")}
    return sorted(chosen - {word[1:] for word in words if word.startswith("-")})


QUERY_COMPATIBLE = {}


class Compiler:
    def __init__(self):
        self.table = Table(b"SLPWMDL3")
        self.services, self.operations, self.errors = [], [], []
        self.shapes, self.members, self.order, self.enums = [], [], [], []
        self.paginators, self.waiters, self.acceptors, self.texts = [], [], [], []

    def text(self, value):
        return self.table.string(value or "")

    def service(self, name, model, operations):
        meta = model["metadata"]
        protocol = model["protocol"]
        query = model["query"]
        speaks_query = query or "query" in meta.get("protocols", [])
        spoken = 1 << PROTOCOLS.index(protocol) | (1 << PROTOCOLS.index("query") if speaks_query else 0)
        first = len(self.operations)
        self.model, self.shape_index = model, {}
        paginators = load_extra(name, "paginators-1").get("pagination", {})
        for operation in operations:
            self.operation(model["operations"][operation], self.paginator(paginators.get(operation)))
        waiters = self.waiters_of(load_extra(name, "waiters-2").get("waiters", {}), operations, first)
        self.services.append([
            self.text(name), PROTOCOLS.index(protocol), self.text(meta["apiVersion"]),
            self.text(meta.get("signingName", meta["endpointPrefix"])), self.text(meta["endpointPrefix"]),
            self.text(meta.get("targetPrefix")), self.text(meta.get("jsonVersion")),
            self.text(query.get("xmlNamespace", meta.get("xmlNamespace"))), int(model["global"]), spoken, first, len(operations), *waiters])

    def text_list(self, values):
        """First and count in the section of texts."""
        first = len(self.texts)
        self.texts += [self.text(value) for value in values]
        return first, len(values)

    def filters(self, source):
        """First and count of the filters that an operation knows, sorted; `tag:` stands for those that name a key."""
        members = self.model["shapes"][source["shape"]]["members"] if source else {}
        names = set()
        for documentation in (members[name].get("documentation", "") for name in ("Filters", "Filter") if name in members):
            for name, text in FILTER.findall(documentation):
                names.add("tag:" if name == "tag" else name)
                for others in OTHER_SPELLINGS.findall(text):
                    names |= set(re.findall(r"<code>([\w.-]+)</code>", others))
        return self.text_list(sorted(names))

    def paginator(self, trait):
        if trait is None:
            return NONE
        inputs, outputs = as_list(trait["input_token"]), as_list(trait["output_token"])
        results = [expression(result) for result in as_list(trait["result_key"])]
        if len(inputs) != len(outputs):
            fail(f"a paginator has {len(inputs)} input tokens and {len(outputs)} output tokens")
        self.paginators.append([
            *self.text_list(inputs), self.text_list([expression(output) for output in outputs])[0],
            self.text(trait.get("limit_key")), self.text(trait.get("more_results")), *self.text_list(results)])
        return len(self.paginators) - 1

    def waiters_of(self, waiters, operations, first_operation):
        """First and count of those whose operation is compiled, sorted by name."""
        first = len(self.waiters)
        for name, trait in sorted(waiters.items()):
            if trait["operation"] not in operations:
                continue
            self.waiters.append([
                self.text(name), first_operation + operations.index(trait["operation"]), trait["delay"],
                trait["maxAttempts"], len(self.acceptors), len(trait["acceptors"])])
            self.acceptors += [self.acceptor(acceptor) for acceptor in trait["acceptors"]]
        return first, len(self.waiters) - first

    def acceptor(self, trait):
        argument = expression(trait["argument"]) if "argument" in trait else ""
        return [STATES.index(trait["state"]), MATCHERS.index(trait["matcher"]), self.text(argument),
                self.text(json.dumps(trait["expected"]))]

    def operation(self, trait, paginator):
        http, checksum = trait["http"], trait.get("httpChecksum", {})
        source, result = trait.get("input", {}), trait.get("output", {})
        errors = [self.shape(error["shape"]) for error in trait.get("errors", [])]
        flags = bool(checksum.get("requestChecksumRequired")) | (trait.get("authtype") == "none") << 1
        self.operations.append([
            self.text(trait["name"]), self.text(http["method"]), self.text(http["requestUri"]),
            http.get("responseCode", 200), self.shape(source.get("shape")), self.shape(result.get("shape")),
            self.text(result.get("resultWrapper", trait["name"] + "Result" if self.model["query"] and result else "")),
            self.text(source.get("locationName")),
            self.text(source.get("xmlNamespace", {}).get("uri")), len(self.errors), len(errors), flags,
            self.text(checksum.get("requestAlgorithmMember")), paginator, *self.filters(source)])
        self.errors += errors

    def shape(self, name):
        """The index of a shape of the current service, compiled on first use (shapes may refer to themselves)."""
        if name is None:
            return NONE
        if name in self.shape_index:
            return self.shape_index[name]
        trait = self.model["shapes"][name]
        if unknown := set(trait) - SHAPE_TRAITS:
            fail(f"shape `{name}` has unknown traits {sorted(unknown)}")
        index = self.shape_index[name] = len(self.shapes)
        self.shapes.append(None)
        self.shapes[index] = self.shape_record(name, trait)
        return index

    def shape_record(self, name, trait):
        kind = trait["type"] if trait["type"] != "character" else "string"
        if kind == "structure":
            members = list(trait["members"].items())
        else:
            members = [(part, trait[part]) for part in ("member", "key", "value") if part in trait]
        entries = self.model["query"].get("entries", {}).get(name)
        if kind == "map" and entries:
            members = [(part, {**below, "queryName": entry}) for (part, below), entry in zip(members, entries)]
        first = self.place_members(members, trait.get("required", []))
        names = [member for member, _ in members]
        payload = first + names.index(trait["payload"]) if "payload" in trait else NONE
        code, query_code = self.error_codes(name, trait)
        flags = (bool(trait.get("flattened")) | bool(trait.get("streaming")) << 1 | bool(trait.get("sensitive")) << 2 |
                 bool(trait.get("exception")) << 3)
        enum = [] if name in self.model["openEnums"] else trait.get("enum", [])
        first_enum = len(self.enums)
        self.enums += [self.text(value) for value in enum]
        return [
            self.text(name), TYPES.index(kind), flags, first, len(members), payload, *self.number(trait.get("min")),
            *self.number(trait.get("max")), self.text(trait.get("pattern")), first_enum, len(enum),
            FORMATS.index(trait.get("timestampFormat", "")), self.text(trait.get("xmlNamespace", {}).get("uri")),
            self.text(code), trait.get("error", {}).get("httpStatusCode", 500 if trait.get("fault") else 400),
            self.text(query_code)]

    def error_codes(self, name, trait):
        """An error's code, and that of the query protocol where it is another. A model that has both protocols names the one of
        query, and calls errors by their shapes in JSON (Smithy, traits `awsQueryCompatible` and `awsQueryError`)."""
        code = trait.get("error", {}).get("code", name if trait.get("exception") else "")
        meta = self.model["metadata"]
        if trait.get("exception") and "awsQueryCompatible" in meta and "query" in meta.get("protocols", []):
            return name, code
        return code, self.model["query"].get("errors", {}).get(name)

    def place_members(self, members, required):
        """Members of one shape stand together, so their places are taken before the shapes below are compiled."""
        first = len(self.members)
        self.members += [None] * len(members)
        by_name = sorted(range(len(members)), key=lambda i: members[i][0].encode())
        self.order += [first + i for i in by_name]
        for i, (name, trait) in enumerate(members):
            self.members[first + i] = self.member_record(name, trait, name in required)
        return first

    def member_record(self, name, trait, required):
        if unknown := set(trait) - MEMBER_TRAITS:
            fail(f"member `{name}` has unknown traits {sorted(unknown)}")
        target = self.model["shapes"][trait["shape"]]
        wire = trait.get("locationName", name)
        query = self.query_name(trait, wire)
        namespace = trait.get("xmlNamespace", target.get("xmlNamespace", {}))
        if isinstance(namespace, str):
            namespace = {"uri": namespace}
        form = trait.get("timestampFormat", target.get("timestampFormat", ""))
        flags = (required | bool(trait.get("idempotencyToken")) << 1 |
                 bool(trait.get("flattened", target.get("flattened"))) << 2 | bool(trait.get("xmlAttribute")) << 3 |
                 bool(trait.get("streaming", target.get("streaming"))) << 4)
        return [
            self.text(name), self.text(wire), self.text(query), self.shape(trait["shape"]),
            LOCATIONS.index(trait.get("location", "body")), flags, FORMATS.index(form),
            self.text(namespace.get("uri")), self.text(namespace.get("prefix"))]

    def query_name(self, trait, wire):
        if "queryName" in trait:
            return trait["queryName"]
        if self.model["protocol"] == "ec2":
            return wire[:1].upper() + wire[1:]
        return self.model["query"].get("names", {}).get(trait["shape"], wire)

    @staticmethod
    def number(value):
        return struct.unpack("<2I", struct.pack("<d", float("nan") if value is None else float(value)))

    def to_bytes(self):
        table = self.table
        table.section([table.string(f"botocore {botocore.__version__}"), table.string(" ".join(NOTICE.split()))])
        for records in (self.services, self.operations, self.shapes, self.members):
            table.section(word for record in records for word in record)
        for words in (self.errors, self.order, self.enums):
            table.section(words)
        for records in (self.paginators, self.waiters, self.acceptors):
            table.section(word for record in records for word in record)
        table.section(self.texts)
        return table.to_bytes()


def main():
    if len(sys.argv) != 4:
        fail("usage: compile_models.py OPERATIONS QUERY_COMPATIBLE OUTPUT")
    with open(sys.argv[2], encoding="utf-8") as file:
        QUERY_COMPATIBLE.update(json.load(file))
    compiler = Compiler()
    for service, words in sorted(read_operations(sys.argv[1]).items()):
        model = load_model(service)
        compiler.service(service, model, select(service, model, words))
    with open(sys.argv[3], "wb") as file:
        file.write(compiler.to_bytes())


if __name__ == "__main__":
    main()
