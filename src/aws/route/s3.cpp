#include <algorithm>
#include <tuple>

#include "aws/route/rest.h"
#include "aws/route/service.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

// Shares its path with ListBuckets, and only directory buckets have it: taken when the client says so by x-id.
constexpr std::string_view kOnlyByName = "ListDirectoryBuckets";

// --- where the bucket is ---

// BUCKET in BUCKET.s3.REGION.amazonaws.com, also s3-REGION, s3.dualstack.REGION and .cn (S3 User Guide,
// "Virtual hosting of buckets"). nullopt: not such a host. Empty: no bucket in it.
std::optional<std::string_view> bucket_in_aws_host(std::string_view host) {
  for (std::string_view domain : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (!host.ends_with(domain)) continue;
    auto labels = base::split(host.substr(0, host.size() - domain.size()), '.');
    for (size_t i = labels.size(), behind = 0; i-- > 0 && behind < 3; ++behind) {
      if (labels[i] != "s3" && !labels[i].starts_with("s3-")) continue;
      auto length = static_cast<size_t>(labels[i].data() - host.data());
      return length == 0 ? std::string_view() : host.substr(0, length - 1);
    }
  }
  return std::nullopt;
}

// The longest suffix wins: with both `localhost` and `s3.localhost`, b.s3.localhost is bucket b.
std::string_view bucket_in_host(std::string_view host, const std::vector<std::string>& suffixes) {
  if (auto bucket = bucket_in_aws_host(host)) return *bucket;
  std::string_view bucket;
  size_t longest = 0;
  for (const auto& suffix : suffixes) {
    if (base::equal_ignoring_case(host, suffix)) return {};
    if (host.size() <= suffix.size() + 1 || suffix.size() < longest) continue;
    std::string_view tail = host.substr(host.size() - suffix.size() - 1);
    if (tail[0] != '.' || !base::equal_ignoring_case(tail.substr(1), suffix)) continue;
    bucket = host.substr(0, host.size() - tail.size());
    longest = suffix.size();
  }
  return bucket;
}

struct Place {
  std::string bucket;
  std::string key;
  bool virtual_host = false;

  std::string_view path_template() const {
    if (bucket.empty()) return "/";
    return key.empty() ? "/{Bucket}" : "/{Bucket}/{Key+}";
  }
};

Result<Place> find_place(const net::Request& request, const std::vector<std::string>& suffixes) {
  Place place;
  std::string_view path = request.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  std::string host = base::lower(host_of(request));
  place.bucket = bucket_in_host(host, suffixes);
  place.virtual_host = !place.bucket.empty();
  std::string_view key = path;
  auto invalid = [] { return error("InvalidURI", 400, "Couldn't parse the specified URI."); };
  if (!place.virtual_host) {
    size_t slash = std::min(path.find('/'), path.size());
    auto bucket = base::percent_decode(path.substr(0, slash));
    if (!bucket || !base::is_utf8(*bucket)) return invalid();
    place.bucket = std::move(*bucket);
    key = path.substr(std::min(slash + 1, path.size()));
    if (place.bucket.empty() && !key.empty()) return invalid();
  }
  auto decoded = base::percent_decode(key);
  if (!decoded || !base::is_utf8(*decoded) || decoded->find('\0') != std::string::npos) return invalid();
  place.key = std::move(*decoded);
  return place;
}

// --- which operation ---

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
  Place place = TRY(find_place(request, host_suffixes));
  std::optional<Operation> found;
  Fit best;
  for (uint32_t i = 0; i < service.operation_count(); ++i) {
    Operation operation = service.operation(i);
    if (operation.http_method() != request.method || template_path(operation.uri()) != place.path_template())
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
