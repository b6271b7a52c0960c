#include "aws/route/service.h"

#include "base/text.h"

namespace aws {
namespace {

// Whether one of a service's templates begins like the path: enough to tell services of one signing name apart.
bool has_path(const Service& service, const net::Request& request) {
  auto first_segment = [](std::string_view path) { return path.substr(0, path.find('/', 1)); };
  for (uint32_t i = 0; i < service.operation_count(); ++i) {
    std::string_view uri = service.operation(i).uri();
    if (first_segment(uri.substr(0, uri.find('?'))) == first_segment(request.path)) return true;
  }
  return false;
}

std::optional<Service> by_target(std::string_view target) {
  std::string_view prefix = target.substr(0, target.find('.'));
  for (uint32_t i = 0; i < Service::count(); ++i)
    if (!prefix.empty() && Service::at(i).target_prefix() == prefix) return Service::at(i);
  return std::nullopt;
}

// Versions tell services apart that share the name of an operation.
std::optional<Service> by_action(std::string_view action, std::string_view version) {
  std::optional<Service> found;
  for (uint32_t i = 0; i < Service::count(); ++i) {
    Service service = Service::at(i);
    if (!service.speaks(Protocol::query) && !service.speaks(Protocol::ec2)) continue;
    if (!service.find_operation(action)) continue;
    if (service.api_version() == version) return service;
    if (!found) found = service;
  }
  return found;
}

// Several services may sign with one name (elasticloadbalancing: elb and elbv2): what else the request says
// tells them apart, and the first that it could be answers for what is in none of them.
std::optional<Service> by_signing_name(const net::Request& request, const Parameters& parameters,
                                       std::string_view signing_name) {
  auto is_meant = [&](const Service& service) {
    std::string_view target = request.headers.get("X-Amz-Target");
    if (!target.empty()) return service.target_prefix() == target.substr(0, target.find('.'));
    std::string_view action = find_parameter(parameters, "Action");
    if (action.empty()) return has_path(service, request);
    return service.api_version() == find_parameter(parameters, "Version") &&
           service.find_operation(action).has_value();
  };
  std::optional<Service> first;
  for (uint32_t i = 0; i < Service::count(); ++i) {
    Service service = Service::at(i);
    if (service.signing_name() != signing_name) continue;
    if (!first) first = service;
    if (is_meant(service)) return service;
  }
  return first;
}

// eks.eu-west-3.amazonaws.com, or any name that begins with a service's prefix.
std::optional<Service> by_host(std::string_view host) {
  std::string_view first = host.substr(0, host.find('.'));
  // A bucket may be named like a service.
  if (first == host || host.find(".s3.") != host.npos || host.find(".s3-") != host.npos) return std::nullopt;
  for (uint32_t i = 0; i < Service::count(); ++i)
    if (base::equal_ignoring_case(Service::at(i).endpoint_prefix(), first)) return Service::at(i);
  return std::nullopt;
}

}  // namespace

std::string_view host_of(const net::Request& request) {
  std::string_view host = request.headers.get("Host");
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

std::optional<Service> find_service(const net::Request& request, const Parameters& parameters,
                                    std::string_view signing_name) {
  if (!signing_name.empty()) return by_signing_name(request, parameters, signing_name);
  if (auto service = by_target(request.headers.get("X-Amz-Target"))) return service;
  std::string_view action = find_parameter(parameters, "Action");
  if (!action.empty() && request.path == "/") {
    if (auto service = by_action(action, find_parameter(parameters, "Version"))) return service;
  }
  if (auto service = by_host(host_of(request))) return service;
  return Service::find("s3");
}

}  // namespace aws
