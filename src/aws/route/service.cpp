#include "aws/route/service.h"

#include "base/text.h"

namespace aws {
namespace {

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
    if (service.protocol() != Protocol::query && service.protocol() != Protocol::ec2) continue;
    if (!service.find_operation(action)) continue;
    if (service.api_version() == version) return service;
    if (!found) found = service;
  }
  return found;
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
  if (!signing_name.empty()) return Service::find_by_signing_name(signing_name);
  if (auto service = by_target(request.headers.get("X-Amz-Target"))) return service;
  std::string_view action = find_parameter(parameters, "Action");
  if (request.path == "/" && !action.empty()) {
    if (auto service = by_action(action, find_parameter(parameters, "Version"))) return service;
  }
  if (auto service = by_host(host_of(request))) return service;
  return Service::find("s3");
}

}  // namespace aws
