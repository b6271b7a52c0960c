// Errors on the wire, in the form of each family.
#include <fmt/core.h>

#include "aws/protocol/json_body.h"
#include "aws/protocol/protocols.h"
#include "aws/protocol/xml_body.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

// --- the server's side ---

void write_members(XmlWriter& out, const json::Object& members) {
  for (const auto& [name, value, span] : members)
    out.element(name, value.is_string() ? value.as_string() : json::dump(value));
}

std::string query_body(const ErrorForm& form, const Error& error, std::string_view request_id) {
  XmlWriter out;
  out.open("ErrorResponse", form.xml_namespace.empty() ? "" : "xmlns", form.xml_namespace);
  out.open("Error");
  out.element("Type", error.status < 500 ? "Sender" : "Receiver");
  out.element("Code", error.code);
  out.element("Message", error.message);
  write_members(out, error.members);
  out.close("Error");
  out.element("RequestId", request_id);
  out.close("ErrorResponse");
  return out.take();
}

std::string ec2_body(const Error& error, std::string_view request_id) {
  XmlWriter out;
  out.declaration();
  out.open("Response");
  out.open("Errors");
  out.open("Error");
  out.element("Code", error.code);
  out.element("Message", error.message);
  out.close("Error");
  out.close("Errors");
  out.element("RequestID", request_id);
  out.close("Response");
  return out.take();
}

std::string s3_body(const Error& error, std::string_view request_id, std::string_view resource) {
  XmlWriter out;
  out.declaration();
  out.open("Error");
  // S3 has its own code for it (its API reference, "Error responses").
  out.element("Code", error.code == "InternalFailure" ? "InternalError" : error.code);
  out.element("Message", error.message);
  write_members(out, error.members);
  if (!resource.empty()) out.element("Resource", resource);
  out.element("RequestId", request_id);
  out.element("HostId", s3_host_id(request_id));
  out.close("Error");
  return out.take();
}

// The error of the operation that has this code, in JSON or in the query protocol.
std::optional<Shape> error_shape(const Operation& operation, std::string_view code) {
  for (uint32_t i = 0; i < operation.error_count(); ++i) {
    Shape error = operation.error(i);
    if (error.error_code() == code || (!error.query_error_code().empty() && error.query_error_code() == code))
      return error;
  }
  return std::nullopt;
}

// Services that once spoke query tell JSON's clients the code of old, too (Smithy, `awsQueryCompatible` trait).
void add_query_error(net::Headers& headers, const Shape& shape, int status) {
  if (shape.query_error_code().empty()) return;
  headers.add("x-amzn-query-error",
              fmt::format("{};{}", shape.query_error_code(), status < 500 ? "Sender" : "Receiver"));
}

// The code as the form's protocol spells it.
std::string code_in(const ErrorForm& form, const Error& error, const std::optional<Shape>& shape) {
  if (!shape || shape->query_error_code().empty()) return error.code;
  return std::string(form.protocol == Protocol::query ? shape->query_error_code() : shape->error_code());
}

std::string json_body(const Error& error, bool typed) {
  json::Object body;
  if (typed) body.set("__type", error.code);
  body.set("message", error.message);
  for (const auto& [name, value, span] : error.members) body.set(name, value);
  return json::dump(body);
}

// --- the client's side ---

// `ns#Code` and `Code:uri` are both Code.
std::string bare_code(std::string_view text) {
  text = text.substr(0, text.find(':'));
  size_t hash = text.find('#');
  return std::string(hash == text.npos ? text : text.substr(hash + 1));
}

Error decode_json_error(const Call& call, const Answer& answer) {
  Error error{bare_code(answer.headers.get("x-amzn-ErrorType")), answer.status, {}, {}};
  auto body = parse_json_object(answer.body);
  if (!body) return error;
  json::Value value(*body);
  if (error.code.empty()) error.code = bare_code(value.string_or("__type", value.string_or("code", "")));
  error.message = value.string_or("message", value.string_or("Message", ""));
  if (std::string_view told = answer.headers.get("x-amzn-query-error"); !told.empty())
    error.code = told.substr(0, told.find(';'));
  if (auto shape = error_shape(call.operation, error.code))
    error.members = read_json_members(*shape, *body, false).value_or(json::Object());
  error.members.erase("message");
  return error;
}

Error decode_xml_error(const Call& call, const Answer& answer) {
  Error error{{}, answer.status, {}, {}};
  auto document = parse_xml(answer.body);
  if (!document) return error;
  pugi::xml_node found =
      (*document)->find_node([](pugi::xml_node node) { return local_name(node) == "Error"; });
  error.code = found.child_value("Code");
  error.message = found.child_value("Message");
  auto shape = error_shape(call.operation, error.code);
  for (pugi::xml_node child : found.children()) {
    std::string name(local_name(child));
    bool envelope =
        name == "Code" || name == "Message" || name == "Type" || name == "RequestId" || name == "HostId";
    if (child.type() == pugi::node_element && !envelope && !error.members.contains(name))
      error.members.set(name, child.child_value());
  }
  if (shape)
    for (auto& member : read_xml_members(found, *shape, {.strict = false}).value_or(json::Object()))
      if (member.name != "message") error.members.set(member.name, member.value);
  return error;
}

// Answers to HEAD have no body; the status is all that there is.
std::string code_of_status(int status) {
  switch (status) {
    case 304:
      return "NotModified";
    case 400:
      return "BadRequest";
    case 403:
      return "AccessDenied";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 412:
      return "PreconditionFailed";
    case 416:
      return "InvalidRange";
    case 503:
      return "ServiceUnavailable";
    default:
      return fmt::format("Http{}", status);
  }
}

}  // namespace

std::string s3_host_id(std::string_view request_id) {
  return base::base64(fmt::format("slipway-{}-{}", request_id, request_id));
}

void add_request_id(net::Headers& headers, bool s3, std::string_view request_id) {
  if (!s3) return headers.add("x-amzn-RequestId", std::string(request_id));
  headers.add("x-amz-request-id", std::string(request_id));
  headers.add("x-amz-id-2", s3_host_id(request_id));
}

ErrorForm error_form(const Route& route) {
  return {route.protocol, route.service.xml_namespace(), route.service.id() == "s3",
          route.operation.http_method() == "HEAD", route.operation};
}

net::Response encode_error(const ErrorForm& form, const Error& given, std::string_view request_id,
                           std::string_view resource) {
  auto shape = form.operation ? error_shape(*form.operation, given.code) : std::nullopt;
  Error error = given;
  error.code = code_in(form, given, shape);
  net::Response response;
  response.status = error.status;
  add_request_id(response.headers, form.s3, request_id);
  if (form.head || error.status == 304) return response;
  std::string_view type = "text/xml";
  switch (form.protocol) {
    case Protocol::query:
      response.body = query_body(form, error, request_id);
      break;
    case Protocol::ec2:
      response.body = ec2_body(error, request_id);
      break;
    case Protocol::json:
      type = "application/x-amz-json-1.1";
      response.body = json_body(error, true);
      if (shape) add_query_error(response.headers, *shape, error.status);
      break;
    case Protocol::rest_json:
      type = "application/json";
      response.headers.add("x-amzn-ErrorType", error.code);
      response.body = json_body(error, false);
      break;
    case Protocol::rest_xml:
      type = "application/xml";
      response.body = form.s3 ? s3_body(error, request_id, resource) : query_body(form, error, request_id);
      break;
  }
  response.headers.add("Content-Type", std::string(type));
  return response;
}

Error decode_error(const Call& call, const Answer& answer) {
  bool is_json = call.protocol == Protocol::json || call.protocol == Protocol::rest_json;
  Error error = is_json ? decode_json_error(call, answer) : decode_xml_error(call, answer);
  if (error.code.empty()) error.code = code_of_status(answer.status);
  if (error.message.empty())
    error.message = fmt::format("{} answered {}", call.operation.name(), answer.status);
  return error;
}

}  // namespace aws
