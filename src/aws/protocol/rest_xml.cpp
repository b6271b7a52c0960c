// The rest-xml protocol (S3): members in path, query string, headers and an XML body.
#include <fmt/core.h>

#include "aws/protocol/protocols.h"
#include "aws/protocol/rest_binding.h"
#include "aws/protocol/s3_root.h"
#include "aws/protocol/xml_body.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace aws {
namespace {

XmlForm xml_form(bool strict) {
  return {.milliseconds = true, .encoded_policies = false, .strict = strict};
}

bool has_body_members(const Shape& shape) {
  for (uint32_t i = 0; i < shape.member_count(); ++i)
    if (shape.member(i).location() == Location::body) return true;
  return false;
}

// GetBucketLocation answers <LocationConstraint>eu-west-3</LocationConstraint>: the member is the root
// itself, and the root is empty for us-east-1 (S3 API Reference, GetBucketLocation).
bool is_bare_location(const Operation& operation) {
  return operation.name() == "GetBucketLocation";
}

// The raw payload: a bucket policy, or a blob.
Decoded<json::Object> read_raw(const Member& payload, std::string_view body) {
  json::Object object;
  if (payload.streaming() || body.empty()) return object;
  if (payload.shape().type() == ShapeType::string && !base::is_utf8(body))
    return fault(Fault::Kind::malformed, std::string(payload.name()), "the body is not UTF-8");
  object.append({std::string(payload.name()), std::string(body), {}});
  return object;
}

// `root` is the name that the root element must have; empty: any.
Decoded<json::Object> read_body(const Shape& shape, std::string_view body, std::string_view root,
                                bool strict) {
  auto payload = shape.payload();
  if (payload && payload->shape().type() != ShapeType::structure) return read_raw(*payload, body);
  json::Object object;
  if (base::trim(body).empty() || (!payload && !has_body_members(shape))) return object;
  auto document = TRY(parse_xml(body));
  pugi::xml_node element = document->document_element();
  if (!root.empty() && local_name(element) != root)
    return fault(Fault::Kind::unknown, {},
                 fmt::format("the root must be `{}`, not `{}`", root, element.name()));
  if (!payload) return read_xml_members(element, shape, xml_form(strict));
  std::string name(payload->name());
  json::Object value = TRY(read_xml_members(element, payload->shape(), xml_form(strict), name));
  object.append({name, std::move(value), {}});
  return object;
}

std::string write_output_body(const Route& route, const Shape& shape, const json::Object& output) {
  auto payload = shape.payload();
  const json::Value* value = payload ? output.find(payload->name()) : nullptr;
  if (payload && !value) return {};
  if (payload && payload->shape().type() != ShapeType::structure) return value->as_string();
  if (!payload && !has_body_members(shape)) return {};

  std::string_view root = s3_root_name(route.operation.name());
  if (root.empty()) root = payload ? payload->wire_name() : shape.name();
  XmlWriter out;
  out.declaration();
  out.open(root, "xmlns", kS3Namespace);
  if (is_bare_location(route.operation)) {
    if (const json::Value* location = output.find("LocationConstraint")) out.text(location->as_string());
  } else {
    write_xml_members(out, payload ? payload->shape() : shape, payload ? value->as_object() : output,
                      xml_form(true));
  }
  out.close(root);
  return out.take();
}

std::string write_input_body(const Operation& operation, const Shape& shape, const json::Object& input) {
  auto payload = shape.payload();
  const json::Value* value = payload ? input.find(payload->name()) : nullptr;
  if (payload && payload->shape().type() != ShapeType::structure) return value ? value->as_string() : "";
  XmlWriter out;
  if (value) {
    write_xml_member(out, *payload, *value, xml_form(true));
  } else if (!payload && has_body_members(shape)) {
    out.open(operation.input_location_name(), "xmlns", operation.input_xml_namespace());
    write_xml_members(out, shape, input, xml_form(true));
    out.close(operation.input_location_name());
  }
  return out.take();
}

// Some requests are refused without a digest of their body (httpChecksum in the models; S3 User Guide,
// "Checking object integrity"). SHA-256 unless the caller chose for himself.
void add_checksum(const Operation& operation, EncodedRequest& request) {
  if (!operation.checksum_required() || request.headers.find("Content-MD5")) return;
  for (const auto& header : request.headers)
    if (base::lower(header.name).starts_with("x-amz-checksum-")) return;
  if (request.headers.find("x-amz-sdk-checksum-algorithm")) return;
  request.headers.add("x-amz-checksum-sha256", base::base64(crypto::sha256(request.body)));
}

}  // namespace

Decoded<json::Object> decode_rest_xml_input(const Route& route, const net::Request& request,
                                            std::string_view body) {
  json::Object bound = TRY(read_request_bindings(route, request.headers));
  auto shape = route.operation.input();
  if (!shape) return bound;
  auto payload = shape->payload();
  auto read =
      read_body(*shape, body, payload ? payload->wire_name() : route.operation.input_location_name(), true);
  // Whatever is wrong in a body is one error in S3: the XML does not validate against its schema.
  if (!read) return fault(Fault::Kind::malformed, read.error().path, read.error().text);
  return merge(std::move(bound), std::move(*read));
}

net::Response encode_rest_xml_output(const Route& route, const json::Object& output,
                                     std::string_view request_id) {
  net::Response response;
  response.status = route.operation.status();
  add_request_id(response.headers, true, request_id);
  auto shape = route.operation.output();
  if (!shape) return response;
  write_response_bindings(*shape, output, response.headers, response.status);
  if (route.operation.http_method() == "HEAD") return response;
  // The length of a body that follows is the server's to say (net/http.h).
  response.headers.erase("Content-Length");
  std::string body = write_output_body(route, *shape, output);
  if (!body.empty() && !response.headers.find("Content-Type"))
    response.headers.add("Content-Type", body.starts_with("<") ? "application/xml" : "application/json");
  response.body = std::move(body);
  return response;
}

EncodedRequest encode_rest_xml_input(const Call& call, const json::Object& input) {
  EncodedRequest request;
  request.method = call.operation.http_method();
  Target target = write_request_bindings(call.operation, input, request.headers);
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  if (auto shape = call.operation.input()) request.body = write_input_body(call.operation, *shape, input);
  add_checksum(call.operation, request);
  return request;
}

Decoded<json::Object> decode_rest_xml_output(const Call& call, const Answer& answer) {
  auto shape = call.operation.output();
  if (!shape) return json::Object();
  json::Object bound = TRY(read_response_bindings(*shape, answer.status, answer.headers));
  if (call.operation.http_method() == "HEAD") return bound;
  if (is_bare_location(call.operation)) {
    auto document = TRY(parse_xml(answer.body));
    std::string_view location = document->document_element().text().get();
    if (!location.empty()) bound.append({"LocationConstraint", location, {}});
    return bound;
  }
  json::Object rest = TRY(read_body(*shape, answer.body, {}, false));
  return merge(std::move(bound), std::move(rest));
}

}  // namespace aws
