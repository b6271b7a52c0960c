#include "policy/lint/bucket_policy.h"

#include <algorithm>

#include "base/text.h"
#include "policy/catalog/resource_arns.h"
#include "policy/match/values.h"

namespace policy {
namespace {

// One statement of a bucket's policy.
class BucketStatement {
 public:
  BucketStatement(const WrittenStatement& statement, std::string_view bucket, const Catalog& catalog,
                  const ResourceArns& arns)
      : statement_(statement), bucket_(bucket), catalog_(catalog), arns_(arns) {}

  // In the order in which S3 looks; empty: nothing is wrong.
  std::string_view mistake(const PrincipalExists& exists) const {
    for (const auto& principal : statement_.principals) {
      if (principal.key == PrincipalKey::aws && principal.text.value != "*" && !exists(principal.text.value))
        return "Invalid principal in policy";
    }
    for (const Text& action : statement_.actions) {
      if (actions_of(action).empty()) return "Policy has invalid action";
    }
    for (const Text& resource : statement_.resources) {
      if (!is_of_bucket(resource.value)) return "Policy has invalid resource";
    }
    for (const auto& condition : statement_.conditions) {
      if (!is_known_key(condition.key.value)) return "Policy has an invalid condition key";
    }
    for (const Text& action : statement_.actions) {
      if (!applies(action)) return "Action does not apply to any resource(s) in statement";
    }
    return {};
  }

 private:
  std::vector<Catalog::Action> actions_of(const Text& text) const {
    std::string_view action = base::trim(text.value);
    auto found = catalog_.actions_like(action);
    std::erase_if(found, [](const Catalog::Action& one) { return one.service != "s3"; });
    return found;
  }

  // The bucket itself, or objects in it.
  bool is_of_bucket(std::string_view resource) const {
    auto arn = split_arn(resource);
    if (!arn || (*arn)[2] != "s3" || !(*arn)[3].empty() || !(*arn)[4].empty()) return false;
    return (*arn)[5].substr(0, (*arn)[5].find('/')) == bucket_;
  }

  bool is_known_key(std::string_view key) const {
    std::string lowered = base::lower(key);
    bool may_be = lowered.starts_with("aws:") || lowered.starts_with("s3:");
    // Claims of web identities are keys of the sessions that they lead to.
    return may_be ? catalog_.key(key).has_value()
                  : lowered.substr(0, lowered.find(':')).find('.') != std::string::npos;
  }

  // Whether one of the actions works on one of the resources; of those that are excepted nothing is asked.
  bool applies(const Text& text) const {
    if (statement_.not_action || statement_.not_resource || base::trim(text.value) == "*") return true;
    auto actions = actions_of(text);
    return std::any_of(actions.begin(), actions.end(), [&](const Catalog::Action& action) {
      for (const auto& type : catalog_.resources_of(action)) {
        bool is_s3s = type.name == "bucket" || type.name == "object";
        bool meets = std::any_of(statement_.resources.begin(), statement_.resources.end(),
                                 [&](const Text& resource) { return arns_.can_be(resource.value, type); });
        if (is_s3s && meets) return true;
      }
      return false;
    });
  }

  const WrittenStatement& statement_;
  std::string_view bucket_;
  const Catalog& catalog_;
  const ResourceArns& arns_;
};

}  // namespace

std::optional<Refusal> bucket_policy_refusal(const Document& document, std::string_view bucket,
                                             const Catalog& catalog, const PrincipalExists& exists) {
  ResourceArns arns(catalog.types_of(*catalog.service("s3")));
  for (const auto& statement : document.statements) {
    std::string_view mistake = BucketStatement(statement, bucket, catalog, arns).mistake(exists);
    if (!mistake.empty()) return Refusal{"MalformedPolicy", std::string(mistake)};
  }
  return std::nullopt;
}

}  // namespace policy
