#include "services/ssm/parameter_name.h"

#include <algorithm>

#include "base/arn.h"
#include "base/text.h"

namespace account::ssm {
namespace {

constexpr std::string_view kArnPart = "parameter/";
constexpr size_t kMostLevels = 15;
constexpr size_t kLongestArn = 1011;
constexpr std::string_view kBadName =
    R"(Parameter name: can't be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of )"
    "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
    "following 3 symbols .-_";
constexpr std::string_view kBadPath =
    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
    "forward "
    R"(slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, )"
    "or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. "
    "All "
    R"(sub-paths, if specified, must use the forward slash symbol "/". Valid example: )"
    "/get/parameters2-/by1./path0_.";

std::string without_slash(std::string_view name) {
  return std::string(name.starts_with('/') ? name.substr(1) : name);
}

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

bool is_level(std::string_view level) {
  return !level.empty() && std::all_of(level.begin(), level.end(), is_allowed);
}

bool is_reserved(std::string_view id) {
  std::string begin = base::lower(id.substr(0, 3));
  return begin == "aws" || begin == "ssm";
}

}  // namespace

std::string ParameterName::arn() const {
  return base::Arn{"aws", "ssm", region, is_public() ? "" : account, fmt::format("{}{}", kArnPart, id)}.str();
}

ParameterName read_name(const State& state, std::string_view text) {
  ParameterName name{state.account(), state.region(), "", ""};
  text = base::trim(text);
  std::string named(text);
  auto arn = base::Arn::parse(text);
  if (arn && arn->service == "ssm" && arn->resource.starts_with(kArnPart)) {
    name.account = arn->account;
    name.region = arn->region;
    named = arn->resource.substr(kArnPart.size());
  }
  size_t colon = named.find(':');
  if (colon != named.npos) name.selector = named.substr(colon + 1);
  name.id = without_slash(named.substr(0, colon));
  return name;
}

aws::Result<void> check_new_name(const State& state, std::string_view name) {
  std::string id = without_slash(name);
  auto levels = base::split(id, '/');
  if (base::lower(name).starts_with("/aws") && levels.size() > 1)
    return aws::error("AccessDeniedException", 400, "No access to reserved parameter name: {}.", name);
  if (is_reserved(id) && levels.size() == 1)
    return invalid(R"(Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).)");
  if (is_reserved(id) || !std::all_of(levels.begin(), levels.end(), is_level))
    return invalid(std::string(kBadName));
  if (levels.size() > 1 && !name.starts_with('/'))
    return invalid("Parameter name must be a fully qualified name.");
  if (levels.size() > kMostLevels)
    return aws::error("HierarchyLevelLimitExceededException", 400,
                      "A hierarchy can have a maximum of {} levels.", kMostLevels);
  if (read_name(state, name).arn().size() > kLongestArn)
    return invalid(fmt::format("Parameter name: its ARN can have at most {} characters.", kLongestArn));
  return {};
}

aws::Result<void> check_path(std::string_view path) {
  if (path == "/") return {};
  if (!path.starts_with('/')) return invalid(std::string(kBadPath));
  std::string id = without_slash(path.ends_with('/') ? path.substr(0, path.size() - 1) : path);
  auto levels = base::split(id, '/');
  bool is_of_aws = levels.size() > 1 && levels[0] == "aws";
  if ((is_reserved(id) && !is_of_aws) || !std::all_of(levels.begin(), levels.end(), is_level))
    return invalid(std::string(kBadPath));
  return {};
}

tl::unexpected<aws::Error> invalid(std::string words) {
  return tl::unexpected(aws::Error("ValidationException", 400, std::move(words)));
}

}  // namespace account::ssm
