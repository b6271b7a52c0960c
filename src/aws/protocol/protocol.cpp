#include "aws/protocol/protocol.h"

#include <fmt/core.h>

#include "aws/protocol/parameter_error.h"
#include "aws/protocol/protocols.h"
#include "aws/protocol/xml_body.h"
#include "aws/values/constraint.h"
#include "aws/values/fit.h"
#include "base/log.h"

namespace aws {
namespace {

Decoded<json::Object> decode_members(const Route& route, const net::Request& request, std::string_view body) {
  switch (route.protocol) {
    case Protocol::query:
    case Protocol::ec2:
      return decode_query_input(route);
    case Protocol::json:
      return decode_json_input(route, body);
    case Protocol::rest_json:
      return decode_rest_json_input(route, request, body);
    case Protocol::rest_xml:
      return decode_rest_xml_input(route, request, body);
  }
  return json::Object();
}

net::Response encode_members(const Route& route, const json::Object& output, std::string_view request_id) {
  switch (route.protocol) {
    case Protocol::query:
    case Protocol::ec2:
      return encode_query_output(route, output, request_id);
    case Protocol::json:
      return encode_json_output(route, output, request_id);
    case Protocol::rest_json:
      return encode_rest_json_output(route, output, request_id);
    case Protocol::rest_xml:
      return encode_rest_xml_output(route, output, request_id);
  }
  return {};
}

Decoded<json::Object> decode_members(const Call& call, const Answer& answer) {
  switch (call.protocol) {
    case Protocol::query:
    case Protocol::ec2:
      return decode_query_output(call, answer);
    case Protocol::json:
      return decode_json_output(call, answer);
    case Protocol::rest_json:
      return decode_rest_json_output(call, answer);
    case Protocol::rest_xml:
      return decode_rest_xml_output(call, answer);
  }
  return json::Object();
}

EncodedRequest encode_members(const Call& call, const json::Object& input) {
  switch (call.protocol) {
    case Protocol::query:
    case Protocol::ec2:
      return encode_query_input(call, input);
    case Protocol::json:
      return encode_json_input(call, input);
    case Protocol::rest_json:
      return encode_rest_json_input(call, input);
    case Protocol::rest_xml:
      return encode_rest_xml_input(call, input);
  }
  return {};
}

// What is wrong with a value that we made ourselves, or nullopt.
std::optional<std::string> own_mistake(const std::optional<Shape>& shape, const json::Value& value) {
  if (shape) return misfit(*shape, value);
  bool empty = value.is_null() || (value.is_object() && value.as_object().empty());
  return empty ? std::nullopt : std::optional<std::string>("the operation has no such structure");
}

const json::Object& as_object(const json::Value& value) {
  static const json::Object kEmpty;
  return value.is_null() ? kEmpty : value.as_object();
}

// S3 may begin a long answer with 200 and end it with an error (CompleteMultipartUpload, CopyObject).
bool is_late_error(const Call& call, const Answer& answer) {
  if (call.protocol != Protocol::rest_xml || answer.body.substr(0, 200).find("<Error>") == answer.body.npos)
    return false;
  auto document = parse_xml(answer.body);
  return document && local_name((*document)->document_element()) == "Error";
}

}  // namespace

Result<json::Value> decode_input(const Route& route, const net::Request& request, std::string_view body) {
  auto decoded = decode_members(route, request, body);
  if (!decoded) return tl::unexpected(fault_error(route.service, route.protocol, decoded.error()));
  if (auto shape = route.operation.input()) {
    auto found = violations(*shape, *decoded);
    if (!found.empty()) return tl::unexpected(violation_error(route.service, route.protocol, found));
  }
  return json::Value(std::move(*decoded));
}

Result<net::Response> encode_output(const Route& route, const json::Value& output,
                                    std::string_view request_id) {
  if (auto mistake = own_mistake(route.operation.output(), output)) {
    base::log(base::LogLevel::error, "{} {}: the answer does not fit the model: {}", route.service.id(),
              route.operation.name(), *mistake);
    return error("InternalFailure", 500, "The request processing has failed because of an unknown error.");
  }
  return encode_members(route, as_object(output), request_id);
}

base::Result<EncodedRequest> encode_input(const Service& service, const Operation& operation,
                                          const json::Value& input) {
  return encode_call({service, operation, service.protocol()}, input);
}

Result<json::Value> decode_output(const Service& service, const Operation& operation, int status,
                                  const net::Headers& headers, std::string_view body) {
  return decode_answer({service, operation, service.protocol()}, {status, headers, body});
}

base::Result<EncodedRequest> encode_call(const Call& call, const json::Value& input) {
  if (auto mistake = own_mistake(call.operation.input(), input))
    return base::fail(base::ErrorKind::invalid, "{} {}: {}", call.service.id(), call.operation.name(),
                      *mistake);
  return encode_members(call, as_object(input));
}

Result<json::Value> decode_answer(const Call& call, const Answer& answer) {
  if (answer.status >= 300 || is_late_error(call, answer)) return tl::unexpected(decode_error(call, answer));
  auto decoded = decode_members(call, answer);
  if (decoded) return json::Value(std::move(*decoded));
  return error("UnreadableAnswer", answer.status, "{} {}: {}{}{}", call.service.id(), call.operation.name(),
               decoded.error().path, decoded.error().path.empty() ? "" : ": ", decoded.error().text);
}

}  // namespace aws
