// The json protocol: an X-Amz-Target header and a JSON body each way.
#include <fmt/core.h>

#include "aws/protocol/json_body.h"
#include "aws/protocol/protocols.h"

namespace aws {
namespace {

std::string content_type(const Service& service) {
  return fmt::format("application/x-amz-json-{}",
                     service.json_version().empty() ? "1.1" : service.json_version());
}

}  // namespace

Decoded<json::Object> parse_json_object(std::string_view body) {
  if (body.empty()) return json::Object();
  auto value = json::parse(body);
  if (!value) return fault(Fault::Kind::malformed, {}, value.error().message);
  if (!value->is_object()) return fault(Fault::Kind::malformed, {}, "the body must be a JSON object");
  return std::move(value->as_object());
}

Decoded<json::Object> decode_json_input(const Route& route, std::string_view body) {
  json::Object wire = TRY(parse_json_object(body));
  if (auto shape = route.operation.input()) return read_json_members(*shape, wire, true);
  if (!wire.empty())
    return fault(Fault::Kind::unknown, wire.begin()->name, "the operation takes no parameters");
  return json::Object();
}

net::Response encode_json_output(const Route& route, const json::Object& output,
                                 std::string_view request_id) {
  net::Response response;
  response.status = route.operation.status();
  add_request_id(response.headers, false, request_id);
  response.headers.add("Content-Type", content_type(route.service));
  auto shape = route.operation.output();
  response.body = json::dump(shape ? write_json_members(*shape, output) : json::Object());
  return response;
}

EncodedRequest encode_json_input(const Call& call, const json::Object& input) {
  EncodedRequest request;
  request.method = "POST";
  request.path = "/";
  request.headers.add("X-Amz-Target",
                      fmt::format("{}.{}", call.service.target_prefix(), call.operation.name()));
  request.headers.add("Content-Type", content_type(call.service));
  auto shape = call.operation.input();
  request.body = json::dump(shape ? write_json_members(*shape, input) : json::Object());
  return request;
}

Decoded<json::Object> decode_json_output(const Call& call, const Answer& answer) {
  auto shape = call.operation.output();
  if (!shape) return json::Object();
  return read_json_members(*shape, TRY(parse_json_object(answer.body)), false);
}

}  // namespace aws
