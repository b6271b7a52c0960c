#include <algorithm>
#include <tuple>

#include "aws/route/rest.h"
#include "aws/route/s3_place.h"
#include "aws/route/service.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

// Shares its path with ListBuckets, and only directory buckets have it: taken when the client says so by x-id.
constexpr std::string_view kOnlyByName = "ListDirectoryBuckets";

std::string_view path_template(const S3Place& place) {
  if (place.bucket.empty()) return "/";
  return place.key.empty() ? "/{Bucket}" : "/{Bucket}/{Key+}";
}

// Calls `visit` with each fixed parameter of the template, such as `acl` or `list-type=2`.
template <typename Visit>
void each_fixed(const Operation& operation, Visit visit) {
  for (std::string_view rest = template_query(operation.uri()); !rest.empty();) {
    size_t end = std::min(rest.find('&'), rest.size());
    visit(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

bool has_fixed(const Operation& operation, std::string_view name) {
  bool found = false;
  each_fixed(operation, [&](std::string_view fixed) { found = found || fixed == name; });
  return found;
}

bool has_parameter(const Parameters& parameters, std::string_view fixed) {
  size_t equals = fixed.find('=');
  std::string_view name = fixed.substr(0, equals);
  std::string_view wanted = equals == fixed.npos ? std::string_view() : fixed.substr(equals + 1);
  for (const auto& [key, value] : parameters)
    if (key == name) return wanted.empty() || value == wanted;
  return false;
}

bool is_there(const Member& member, const net::Request& request, const Parameters& parameters) {
  if (member.location() == Location::query_string) return has_parameter(parameters, member.wire_name());
  // A header may stand in the query of a presigned URL (signature/query_headers.h).
  return request.headers.find(member.wire_name()) ||
         std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
           return base::equal_ignoring_case(parameter.first, member.wire_name());
         });
}

// How well a request fits an operation on the same method and path; the greatest wins.
struct Fit {
  bool possible = true;  // all fixed parameters are there
  bool named = false;    // by x-id
  int fixed = 0;         // parameters that the template demands
  bool complete = true;  // all required parameters and headers are there
  int required = 0;      // how many those are
  bool only_by_name = false;

  auto rank() const { return std::tuple(fixed, complete, named, !only_by_name, required); }
};

Fit fit_of(const Operation& operation, const net::Request& request, const Parameters& parameters) {
  Fit fit;
  each_fixed(operation, [&](std::string_view fixed) {
    fit.possible = fit.possible && has_parameter(parameters, fixed);
    ++fit.fixed;
  });
  auto shape = operation.input();
  for (uint32_t i = 0; fit.possible && shape && i < shape->member_count(); ++i) {
    Member member = shape->member(i);
    if (!member.required() ||
        (member.location() != Location::query_string && member.location() != Location::header))
      continue;
    ++fit.required;
    fit.complete = fit.complete && is_there(member, request, parameters);
  }
  fit.named = find_parameter(parameters, "x-id") == operation.name();
  fit.only_by_name = operation.name() == kOnlyByName;
  return fit;
}

// A subresource that the chosen operation does not know must not be overlooked: DELETE /bucket?acl is no DeleteBucket.
bool names_other_subresource(const Service& service, const Operation& chosen, const Parameters& parameters) {
  for (const auto& [name, value] : parameters) {
    if (has_fixed(chosen, name)) continue;
    for (uint32_t i = 0; i < service.operation_count(); ++i)
      if (has_fixed(service.operation(i), name)) return true;
  }
  return false;
}

}  // namespace

Result<Route> route_s3(const net::Request& request, const Service& service, Parameters parameters,
                       const std::vector<std::string>& host_suffixes) {
  S3Place place = TRY(find_s3_place(request, host_suffixes));
  std::optional<Operation> found;
  Fit best;
  for (uint32_t i = 0; i < service.operation_count(); ++i) {
    Operation operation = service.operation(i);
    if (operation.http_method() != request.method || template_path(operation.uri()) != path_template(place))
      continue;
    Fit fit = fit_of(operation, request, parameters);
    if (!fit.possible || (found && fit.rank() <= best.rank())) continue;
    found = operation;
    best = fit;
  }
  if (!found || (!best.complete && best.fixed == 0) || names_other_subresource(service, *found, parameters))
    return error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");

  Route result{service, *found, Protocol::rest_xml, {}, std::move(parameters), place.virtual_host};
  if (!place.bucket.empty()) result.labels.emplace("Bucket", std::move(place.bucket));
  if (!place.key.empty()) result.labels.emplace("Key", std::move(place.key));
  return result;
}

}  // namespace aws
