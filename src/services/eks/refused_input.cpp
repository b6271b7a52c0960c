#include "services/eks/refused_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "policy/match/values.h"
#include "services/eks/answers.h"

namespace account::eks {
namespace {

constexpr size_t kMostTags = 50;
constexpr size_t kMostPublicCidrs = 40;

bool is_reserved(std::string_view text) {
  return base::lower(text.substr(0, 4)) == "aws:";
}

tl::unexpected<aws::Error> reserved(std::string_view code) {
  return aws::error(code, 400, "aws: prefixed tag key names are not allowed for external use.");
}

}  // namespace

aws::Result<void> check_subnets(const json::Value& vpc_config) {
  std::vector<std::string> ids = vpc_config.strings_at("subnetIds");
  if (std::set<std::string>(ids.begin(), ids.end()).size() >= 2) return {};
  return invalid("Subnets specified must be in at least two different AZs");
}

aws::Result<void> check_public_cidrs(const std::vector<std::string>& cidrs) {
  std::vector<std::string> wrong;
  std::copy_if(cidrs.begin(), cidrs.end(), std::back_inserter(wrong), [](const std::string& cidr) {
    return cidr.find('/') == std::string::npos || !policy::IpRange::parse(cidr);
  });
  if (!wrong.empty())
    return invalid(
        fmt::format("The following CIDRs are invalid in publicAccessCidrs: [{}]", fmt::join(wrong, ", ")));
  if (cidrs.size() <= kMostPublicCidrs) return {};
  return invalid(fmt::format("The number of publicAccessCidrs cannot exceed {}", kMostPublicCidrs));
}

aws::Result<void> check_tag_count(const json::Value& tags, std::string_view code) {
  if (tags.as_object().size() <= kMostTags) return {};
  return aws::error(code, 400, "A resource cannot have more than {} tags.", kMostTags);
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
