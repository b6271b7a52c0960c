#include "services/iam/policy_exclusions.h"

#include <algorithm>

#include "base/arn.h"
#include "services/iam/entities.h"

namespace account::iam {
namespace {

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// At most one `*`, and wildcards nowhere but in the resource.
bool is_policy_arn_pattern(std::string_view text) {
  auto arn = base::Arn::parse(text);
  return arn && arn->service == "iam" && arn->resource.starts_with("policy/") &&
         !has_wildcard(arn->partition) && !has_wildcard(arn->account) &&
         std::count(text.begin(), text.end(), '*') <= 1;
}

}  // namespace

aws::Result<PolicyExclusions> PolicyExclusions::read(const Call& call) {
  PolicyExclusions out;
  for (const json::Value& identifier : call.input.list("PolicyExclusionList")) {
    std::string_view type = identifier.string_or("PolicyType", "");
    std::string_view arn = identifier.string_or("PolicyArn", "");
    const json::Value* own = identifier.find("InlinePolicyIdentifier");
    if (!type.empty() + !arn.empty() + (own != nullptr) != 1)
      return invalid_input("A policy identifier names exactly one of type, ARN and inline policy.");
    if (!arn.empty() && !is_policy_arn_pattern(arn))
      return invalid_input(fmt::format("Invalid policy identifier: {}", arn));
    if (!type.empty()) out.types_.emplace_back(type);
    if (!arn.empty()) out.arns_.emplace_back(std::string(arn));
    if (own) {
      out.inline_.push_back({std::string(own->string_or("PolicyName", "")),
                             std::string(own->string_or("AttachmentType", "")),
                             policy::Glob(std::string(own->string_or("AttachmentName", "")))});
    }
  }
  return out;
}

bool PolicyExclusions::has_type(std::string_view type) const {
  return std::find(types_.begin(), types_.end(), type) != types_.end();
}

bool PolicyExclusions::excludes_managed(std::string_view arn) const {
  bool is_aws = arn.starts_with("arn:aws:iam::aws:");
  return has_type(is_aws ? "aws-managed" : "user-managed") ||
         std::any_of(arns_.begin(), arns_.end(), [&](const auto& pattern) { return pattern.matches(arn); });
}

bool PolicyExclusions::excludes_inline(std::string_view attachment, std::string_view entity,
                                       std::string_view policy) const {
  return has_type("inline") || std::any_of(inline_.begin(), inline_.end(), [&](const Inline& each) {
           return each.attachment == attachment && each.policy == policy && each.entity.matches(entity);
         });
}

}  // namespace account::iam
