"""botocore's serializers and parsers as a filter: an independent implementation of AWS's protocols.

usage: wire_with_botocore.py requests|answers

Reads JSON documents, one a line, and writes one for each (src/aws/protocol/wire_oracle_test.cpp does both ends).
  requests  {service, operation, value} -> {method, target, headers, body}
  answers   {service, operation, status, headers, body} -> {value}
Bodies and blobs are in base64, timestamps in milliseconds. Exit code 77: botocore is not installed.
"""

import base64
import datetime
import json
import sys
import urllib.parse

try:
    import botocore.loaders
    from botocore.awsrequest import create_request_object, prepare_request_dict
    from botocore.compat import HTTPHeaders
    from botocore.model import ServiceModel
    from botocore.parsers import create_parser
    from botocore.serialize import create_serializer
except ImportError:
    sys.exit(77)

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MODELS = {}


def operation_model(service, operation):
    if service not in MODELS:
        MODELS[service] = ServiceModel(botocore.loaders.Loader().load_service_model(service, "service-2"), service)
    return MODELS[service].operation_model(operation)


def map_values(shape, value, scalar):
    """The value with `scalar(shape, v)` in place of each value that is no structure, list or map."""
    if shape.type_name == "structure":
        return {name: map_values(shape.members[name], each, scalar) for name, each in value.items()
                if name in shape.members and each is not None}
    if shape.type_name == "list":
        return [map_values(shape.member, each, scalar) for each in value]
    if shape.type_name == "map":
        return {name: map_values(shape.value, each, scalar) for name, each in value.items()}
    return scalar(shape, value)


def to_botocore(shape, value):
    if shape.type_name == "timestamp":
        return EPOCH + datetime.timedelta(milliseconds=value)
    return base64.b64decode(value) if shape.type_name == "blob" else value


def from_botocore(shape, value):
    if shape.type_name == "timestamp":
        return round((value - EPOCH) / datetime.timedelta(milliseconds=1))
    if shape.type_name == "blob":
        return base64.b64encode(value if isinstance(value, bytes) else value.read()).decode()
    # What botocore's handler json_decode_policies does to IAM's answers.
    return urllib.parse.unquote(value) if shape.name == "policyDocumentType" else value


# Values are made at random and know nothing of unions: one is read whatever is in it.
botocore.parsers.ResponseParser._has_unknown_tagged_union_member = lambda self, shape, value: False


def request(case):
    model = operation_model(case["service"], case["operation"])
    shape = model.input_shape
    value = map_values(shape, case["value"], to_botocore) if shape else {}
    protocol = model.service_model.resolved_protocol
    wire = create_serializer(protocol, include_validation=False).serialize_to_request(value, model)
    prepare_request_dict(wire, "http://127.0.0.1:4566", context={})
    prepared = create_request_object(wire).prepare()
    parts = urllib.parse.urlsplit(prepared.url)
    body = prepared.body or b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    if protocol == "rest-xml":
        body = body.replace(b"\r", b"&#xD;")  # what botocore's handler escape_xml_payload does
    headers = [[name, each.decode() if isinstance(each, bytes) else str(each)]
               for name, each in prepared.headers.items()]
    return {"method": prepared.method, "target": parts.path + ("?" + parts.query if parts.query else ""),
            "headers": headers, "body": base64.b64encode(body).decode()}


def answer(case):
    model = operation_model(case["service"], case["operation"])
    headers = HTTPHeaders()
    for name, value in case["headers"]:
        headers[name] = value
    wire = {"status_code": case["status"], "headers": headers, "body": base64.b64decode(case["body"])}
    shape = model.output_shape
    parsed = create_parser(model.service_model.resolved_protocol).parse(wire, shape)
    if "Error" in parsed and case["status"] >= 300:
        return {"code": parsed["Error"]["Code"], "message": parsed["Error"].get("Message", "")}
    payload = shape.serialization.get("payload") if shape else None
    # botocore makes an empty structure of a body that is not there, an object of a stream, and an empty map of no
    # x-amz-meta- headers at all.
    if payload and (not wire["body"] or "streaming" in shape.members[payload].serialization):
        parsed.pop(payload, None)
    if parsed.get("Metadata") == {}:
        del parsed["Metadata"]
    return {"value": map_values(shape, parsed, from_botocore) if shape else {}}


for line in sys.stdin:
    print(json.dumps({"requests": request, "answers": answer}[sys.argv[1]](json.loads(line))))
