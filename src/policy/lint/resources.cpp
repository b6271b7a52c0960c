#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/arn.h"
#include "base/text.h"
#include "policy/catalog/resource_arns.h"
#include "policy/lint/rules.h"
#include "policy/match/glob.h"
#include "policy/match/values.h"

namespace policy {
namespace {

constexpr std::string_view kPartitions[] = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                            "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};

bool is_wild(char c) {
  return c == '*' || c == '?' || c == '$';  // `$`: a variable
}

bool is_wild(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return is_wild(c); });
}

void lint_arn(const Text& text, Findings& to) {
  if (!text.value.starts_with("arn:")) return;
  auto fields = split_arn(text.value);
  if (!fields) {
    to.warn("missing-arn-field", text.span,
            fmt::format("`{}` has fewer than the six fields of an ARN; the rest means `*`", text.value));
    return;
  }
  std::string_view partition = (*fields)[1], account = (*fields)[4];
  bool known = std::find(std::begin(kPartitions), std::end(kPartitions), partition) != std::end(kPartitions);
  if (!known && !is_wild(partition)) {
    to.error("invalid-partition", text.span,
             fmt::format("`{}` has the unknown partition `{}`", text.value, partition),
             "most accounts are in `aws`");
  }
  if (!account.empty() && !is_wild(account) && !base::is_account_id(account) && account != "aws" &&
      account != "cloudfront" && account != "third-party" && account != "aws-managed" &&
      account != "aws-marketplace") {
    to.error("invalid-arn-account", text.span,
             fmt::format("`{}` has the account `{}`, which is not twelve digits", text.value, account));
  }
}

bool takes_in_all(std::string_view pattern) {
  constexpr Token kAnything[] = {kAnyRun};
  return !pattern.empty() && is_wild(pattern.front()) &&
         matches(tokenize_template(pattern, TokensView(kAnything, 1)), "*");
}

// What the resources of a statement can be.
class Reach {
 public:
  Reach(const WrittenStatement& statement, const Catalog& catalog) : catalog_(catalog) {
    for (const auto& resource : statement.resources) {
      patterns_.push_back(resource.value);
      is_everything_ = is_everything_ || takes_in_all(resource.value);
    }
  }

  bool is_everything() const { return is_everything_; }

  bool meets(const Catalog::Action& action, const std::vector<Catalog::ResourceType>& types) {
    return std::any_of(types.begin(), types.end(),
                       [&](const auto& type) { return meets(action.service, type); });
  }

 private:
  bool meets(std::string_view service, const Catalog::ResourceType& type) {
    if (type.arn.empty()) return true;  // of another service
    auto [known, is_new] = met_.try_emplace(type.index);
    if (!is_new) return known->second;
    const ResourceArns& arns = arns_of(service);
    known->second = std::any_of(patterns_.begin(), patterns_.end(),
                                [&](std::string_view pattern) { return arns.can_be(pattern, type); });
    return known->second;
  }

  const ResourceArns& arns_of(std::string_view service) {
    auto known = arns_.find(service);
    if (known != arns_.end()) return known->second;
    return arns_.emplace(service, ResourceArns(catalog_.types_of(*catalog_.service(service)))).first->second;
  }

  const Catalog& catalog_;
  std::map<std::string_view, ResourceArns> arns_;  // by service
  std::vector<std::string_view> patterns_;
  bool is_everything_ = false;
  std::unordered_map<uint32_t, bool> met_;  // by resource type: the actions of a service share a few
};

// The first few, as the catalog writes them.
std::string names_of(const std::vector<Catalog::ResourceType>& types) {
  constexpr size_t kShown = 3;
  std::vector<std::string> names;
  for (const auto& type : types) {
    if (names.size() < kShown) names.push_back(fmt::format("`{}`", templates_of(type).front()));
  }
  return base::join(names, " or ") + (types.size() > kShown ? " or others" : "");
}

}  // namespace

// An action that takes no resource, or another one, is not granted by a statement that names resources (rule 11).
void lint_resources(const WrittenStatement& statement, const KnownActions& actions, Findings& to) {
  for (const auto& resource : statement.resources) lint_arn(resource, to);
  if (statement.not_action || statement.not_resource || !statement.has_resource ||
      statement.resources.empty())
    return;
  Reach reach(statement, to.catalog);
  if (reach.is_everything()) return;
  for (size_t i = 0; i < actions.size(); ++i) {
    const auto& action = actions[i];
    if (!action) continue;
    auto types = to.catalog.resources_of(*action);
    if (reach.meets(*action, types)) continue;
    if (types.empty()) {
      to.warn("action-needs-star-resource", statement.actions[i].span,
              fmt::format("`{}` works on no resource: a statement that names resources never applies to it",
                          action->full_name()),
              R"(give it a statement of its own with "Resource": "*")");
    } else {
      to.warn("action-without-its-resource", statement.actions[i].span,
              fmt::format("`{}` works on {}, which no resource of this statement can be", action->full_name(),
                          names_of(types)));
    }
  }
}

}  // namespace policy
