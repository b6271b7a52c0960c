#include "services/eks/refused_input.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "services/eks/answers.h"

namespace account::eks {
namespace {

// Those that EKS supports in 2026, in standard or extended support.
constexpr std::array<std::string_view, 6> kVersions = {"1.31", "1.32", "1.33", "1.34", "1.35", "1.36"};

bool is_reserved(std::string_view text) {
  return base::lower(text.substr(0, 4)) == "aws:";
}

tl::unexpected<aws::Error> reserved(std::string_view code) {
  return aws::error(code, 400, "aws: prefixed tag key names are not allowed for external use.");
}

}  // namespace

aws::Result<void> check_version(const Input& in) {
  std::string version = in.text("version");
  bool is_known = std::find(kVersions.begin(), kVersions.end(), version) != kVersions.end();
  if (!in.has("version") || is_known) return {};
  return invalid(fmt::format("unsupported Kubernetes version {}", version));
}

aws::Result<void> check_subnets(const json::Value& vpc_config) {
  std::vector<std::string> ids = vpc_config.strings_at("subnetIds");
  if (std::set<std::string>(ids.begin(), ids.end()).size() >= 2) return {};
  return invalid("Subnets specified must be in at least two different AZs");
}

aws::Result<void> check_tags(const json::Value* tags, std::string_view code) {
  if (!tags) return {};
  for (const json::Member& tag : tags->as_object()) {
    if (is_reserved(tag.name) || is_reserved(tag.value.as_string())) return reserved(code);
  }
  return {};
}

aws::Result<void> check_tag_keys(const std::vector<std::string>& keys, std::string_view code) {
  return std::any_of(keys.begin(), keys.end(), is_reserved) ? aws::Result<void>(reserved(code))
                                                            : aws::Result<void>();
}

}  // namespace account::eks
