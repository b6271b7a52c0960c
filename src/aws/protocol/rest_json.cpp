// The rest-json protocol (EKS): members in path, query string, headers and a JSON body.
#include <fmt/core.h>

#include "aws/protocol/json_body.h"
#include "aws/protocol/protocols.h"
#include "aws/protocol/rest_binding.h"
#include "base/encoding.h"

namespace aws {
namespace {

bool has_body_members(const Shape& shape) {
  for (uint32_t i = 0; i < shape.member_count(); ++i)
    if (shape.member(i).location() == Location::body) return true;
  return false;
}

bool is_structure(const std::optional<Member>& payload) {
  return payload && payload->shape().type() == ShapeType::structure;
}

// A payload that is a structure is the body itself, any other is its raw bytes.
Decoded<json::Object> read_body(const Shape& shape, std::string_view body, bool strict) {
  auto payload = shape.payload();
  if (!payload) return read_json_members(shape, TRY(parse_json_object(body)), strict);
  json::Object object;
  std::string name(payload->name());
  if (payload->streaming() || body.empty()) return object;
  if (!is_structure(payload)) {
    object.append({name, std::string(body), {}});
    return object;
  }
  json::Object wire = TRY(parse_json_object(body));
  json::Object value = TRY(read_json_members(payload->shape(), wire, strict, name));
  object.append({name, std::move(value), {}});
  return object;
}

std::string write_body(const Shape& shape, const json::Object& object) {
  auto payload = shape.payload();
  if (!payload) return has_body_members(shape) ? json::dump(write_json_members(shape, object)) : "";
  const json::Value* value = object.find(payload->name());
  if (!value) return {};
  return is_structure(payload) ? json::dump(write_json_members(payload->shape(), value->as_object()))
                               : value->as_string();
}

}  // namespace

json::Object merge(json::Object a, json::Object b) {
  if (a.empty()) return b;
  for (auto& member : b) a.append(std::move(member));
  return a;
}

Decoded<json::Object> decode_rest_json_input(const Route& route, const net::Request& request,
                                             std::string_view body) {
  if (auto name = unknown_query_parameter(route); !name.empty())
    return fault(Fault::Kind::unknown, std::string(name), "unknown query parameter");
  json::Object bound = TRY(read_request_bindings(route, request.headers));
  auto shape = route.operation.input();
  if (!shape) return bound;
  json::Object rest = TRY(read_body(*shape, body, true));
  return merge(std::move(bound), std::move(rest));
}

net::Response encode_rest_json_output(const Route& route, const json::Object& output,
                                      std::string_view request_id) {
  net::Response response;
  response.status = route.operation.status();
  add_request_id(response.headers, false, request_id);
  auto shape = route.operation.output();
  response.headers.add("Content-Type", "application/json");
  if (!shape) return response;
  write_response_bindings(*shape, output, response.headers, response.status);
  response.body = write_body(*shape, output);
  return response;
}

EncodedRequest encode_rest_json_input(const Call& call, const json::Object& input) {
  EncodedRequest request;
  request.method = call.operation.http_method();
  Target target = write_request_bindings(call.operation, input, request.headers);
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  if (auto shape = call.operation.input()) request.body = write_body(*shape, input);
  if (!request.body.empty() && !request.headers.find("Content-Type"))
    request.headers.add("Content-Type", "application/json");
  return request;
}

Decoded<json::Object> decode_rest_json_output(const Call& call, const Answer& answer) {
  auto shape = call.operation.output();
  if (!shape) return json::Object();
  json::Object bound = TRY(read_response_bindings(*shape, answer.status, answer.headers));
  json::Object rest = TRY(read_body(*shape, answer.body, false));
  return merge(std::move(bound), std::move(rest));
}

}  // namespace aws
