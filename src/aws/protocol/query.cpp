// The query protocol (STS, IAM) and its sibling ec2: parameters in, XML out.
#include <fmt/core.h>

#include "aws/protocol/protocols.h"
#include "aws/protocol/query_body.h"
#include "aws/protocol/xml_body.h"
#include "base/encoding.h"

namespace aws {
namespace {

XmlForm xml_form(const Service& service, Protocol protocol, bool strict) {
  return {.milliseconds = false,
          .encoded_policies = service.id() == "iam",
          .strict = strict,
          .query_names = protocol == Protocol::query};
}

std::string form_body(const Parameters& parameters) {
  std::string body;
  for (const auto& [name, value] : parameters) {
    if (!body.empty()) body += '&';
    body += base::percent_encode(name) + "=" + base::percent_encode(value);
  }
  return body;
}

void write_result(XmlWriter& out, const Route& route, const json::Object& output) {
  auto shape = route.operation.output();
  if (!shape) return;
  XmlForm form = xml_form(route.service, route.protocol, true);
  std::string_view wrapper = route.operation.result_wrapper();
  if (!wrapper.empty()) out.open(wrapper);
  write_xml_members(out, *shape, output, form);
  if (!wrapper.empty()) out.close(wrapper);
}

}  // namespace

Decoded<json::Object> decode_query_input(const Route& route) {
  if (auto shape = route.operation.input())
    return read_query(*shape, route.parameters, route.protocol == Protocol::ec2);
  for (const auto& [name, value] : route.parameters)
    if (!is_query_extra(name)) return fault(Fault::Kind::unknown, name, "the operation takes no parameters");
  return json::Object();
}

net::Response encode_query_output(const Route& route, const json::Object& output,
                                  std::string_view request_id) {
  XmlWriter out;
  std::string root = fmt::format("{}Response", route.operation.name());
  bool ec2 = route.protocol == Protocol::ec2;
  out.open(root, "xmlns", route.service.xml_namespace());
  if (ec2) out.element("requestId", request_id);
  write_result(out, route, output);
  if (!ec2) {
    out.open("ResponseMetadata");
    out.element("RequestId", request_id);
    out.close("ResponseMetadata");
  }
  out.close(root);

  net::Response response;
  response.status = route.operation.status();
  add_request_id(response.headers, false, request_id);
  response.headers.add("Content-Type", "text/xml");
  response.body = out.take();
  return response;
}

EncodedRequest encode_query_input(const Call& call, const json::Object& input) {
  Parameters parameters = {{"Action", std::string(call.operation.name())},
                           {"Version", std::string(call.service.api_version())}};
  if (auto shape = call.operation.input())
    write_query(parameters, *shape, input, call.protocol == Protocol::ec2);
  EncodedRequest request;
  request.method = "POST";
  request.path = "/";
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = form_body(parameters);
  return request;
}

Decoded<json::Object> decode_query_output(const Call& call, const Answer& answer) {
  auto shape = call.operation.output();
  if (!shape) return json::Object();
  auto document = TRY(parse_xml(answer.body));
  pugi::xml_node element = document->document_element();
  if (std::string wrapper(call.operation.result_wrapper()); !wrapper.empty())
    element = element.child(wrapper.c_str());
  if (!element) return fault(Fault::Kind::malformed, {}, "the answer holds no result");
  return read_xml_members(element, *shape, xml_form(call.service, call.protocol, false));
}

}  // namespace aws
