#include "aws/route/route.h"

#include <fmt/core.h>

#include "aws/route/rest.h"
#include "aws/route/rpc.h"
#include "aws/route/service.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kUnknownOperation = "UnknownOperationException";

// A JSON target names its operation whatever the model's protocol is; else an Action does, where the model
// has the query protocol among others.
Result<Route> route_target(const Service& service, std::string_view target, Parameters parameters) {
  size_t dot = target.find('.');
  auto operation = service.find_operation(dot == target.npos ? target : target.substr(dot + 1));
  if (!operation) return error(kUnknownOperation, 400, "");
  return Route{service, *operation, Protocol::json, {}, std::move(parameters), false};
}

Result<Route> route_rpc(const Service& service, const RpcTarget& target, Parameters parameters) {
  auto operation = service.find_operation(target.operation);
  if (!operation || target.service != service.target_prefix()) return error(kUnknownOperation, 400, "");
  return Route{service, *operation, Protocol::json, {}, std::move(parameters), false};
}

Result<Route> route_action(const Service& service, Parameters parameters) {
  std::string_view action = find_parameter(parameters, "Action");
  std::string_view version = find_parameter(parameters, "Version");
  if (action.empty()) return error("MissingAction", 400, "The request must contain the parameter Action");
  auto operation = service.find_operation(action);
  if (!operation || version != service.api_version())
    return error("InvalidAction", 400, "Could not find operation {} for version {}", action,
                 version.empty() ? "NO_VERSION_SPECIFIED" : version);
  Protocol protocol = service.protocol() == Protocol::ec2 ? Protocol::ec2 : Protocol::query;
  return Route{service, *operation, protocol, {}, std::move(parameters), false};
}

bool speaks_forms(const Service& service) {
  return service.speaks(Protocol::query) || service.speaks(Protocol::ec2);
}

Error unknown_service(const net::Request& request, std::string_view signing_name) {
  bool query = !request.headers.find("X-Amz-Target") && request.path == "/";
  return {query ? "InvalidAction" : std::string(kUnknownOperation),
          400,
          fmt::format("the service `{}` is not among those that are embedded here", signing_name),
          {}};
}

// Before a route is known.
Protocol protocol_of_errors(const Service& service, bool json) {
  if (json && service.speaks(Protocol::json)) return Protocol::json;
  return service.speaks(Protocol::query) ? Protocol::query : service.protocol();
}

ErrorForm form_of(const Service& service, Protocol protocol, bool head) {
  return {protocol, service.xml_namespace(), service.id() == "s3", head};
}

}  // namespace

bool carries_form(const net::Request& request, std::string_view signing_name) {
  if (request.method != "POST" || request.headers.find("X-Amz-Target")) return false;
  if (is_rpc(request, signing_name)) return false;
  if (signing_name.empty())
    return request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
  for (uint32_t i = 0; i < Service::count(); ++i)
    if (Service::at(i).signing_name() == signing_name && speaks_forms(Service::at(i))) return true;
  return false;
}

Result<Route> route(const net::Request& request, std::string_view form, std::string_view signing_name,
                    const std::vector<std::string>& s3_host_suffixes) {
  Parameters parameters = TRY(parse_parameters(request.query));
  if (!form.empty())
    for (auto& parameter : TRY(parse_parameters(form))) parameters.push_back(std::move(parameter));
  auto service = find_service(request, parameters, signing_name);
  if (!service) return tl::unexpected(unknown_service(request, signing_name));

  std::string_view target = request.headers.get("X-Amz-Target");
  if (!target.empty() && service->speaks(Protocol::json))
    return route_target(*service, target, std::move(parameters));
  if (auto rpc = read_rpc_target(request); rpc && is_rpc(request, signing_name))
    return route_rpc(*service, *rpc, std::move(parameters));
  // A JSON service whose clients once spoke query: without a target it is one of those.
  if (speaks_forms(*service)) {
    if (request.method != "GET" && request.method != "POST")
      return error("InvalidAction", 400, "the method `{}` is not allowed", request.method);
    return route_action(*service, std::move(parameters));
  }
  switch (service->protocol()) {
    case Protocol::rest_xml:
      if (service->id() == "s3") return route_s3(request, *service, std::move(parameters), s3_host_suffixes);
      return route_rest(request, *service, std::move(parameters));
    case Protocol::rest_json:
      return route_rest(request, *service, std::move(parameters));
    default:
      return error(kUnknownOperation, 400, "");  // JSON without a target
  }
}

ErrorForm error_form(const net::Request& request, std::string_view signing_name) {
  bool head = request.method == "HEAD";
  // A query string that cannot be read names no action; the path and headers may still tell.
  Parameters parameters = parse_parameters(request.query).value_or(Parameters());
  auto service = find_service(request, parameters, signing_name);
  std::string_view type = request.headers.get("Content-Type");
  if (service && signing_name.empty() && service->id() == "s3" &&
      type.starts_with("application/x-www-form-urlencoded") && request.path == "/")
    service = Service::find("sts");  // an unsigned form: AssumeRoleWithWebIdentity, or a mistake about it
  bool json = request.headers.find("X-Amz-Target") || type.starts_with("application/x-amz-json") ||
              is_rpc(request, signing_name);
  if (service) return form_of(*service, protocol_of_errors(*service, json), head);
  if (json) return {Protocol::json, {}, false, head};
  return {request.path == "/" ? Protocol::query : Protocol::rest_json, {}, false, head};
}

}  // namespace aws
