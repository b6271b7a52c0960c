#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/arn.h"
#include "base/text.h"
#include "policy/catalog/resource_arns.h"
#include "policy/lint/rules.h"
#include "policy/match/glob.h"
#include "policy/match/relation.h"
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

// `*` for each variable of a policy.
Tokens opened(std::string_view text) {
  return tokenize_template(text, TokensView(&kAnyRun, 1));
}

bool is_anything(std::string_view text) {
  return text == "*" || (text.starts_with("${") && text.find('}') + 1 == text.size());
}

// Whether a text can match both a part of a policy's pattern and that of a template.
bool can_meet(std::string_view pattern, std::string_view arn, const ResourceArns& arns) {
  while (!pattern.empty() && !arn.empty() && !is_wild(pattern.front()) && !is_wild(arn.front())) {
    if (pattern.front() != arn.front()) return false;
    pattern.remove_prefix(1);
    arn.remove_prefix(1);
  }
  if ((pattern.empty() && arn.empty()) || is_anything(pattern)) return true;
  return overlap(opened(pattern), arns.pattern(arn, TokensView(&kAnyRun, 1)));
}

// Where the first field of an ARN ends: at a colon that is not part of a variable. npos: it is the last.
size_t field_end(std::string_view arn) {
  for (size_t at = 0; at < arn.size(); ++at) {
    if (arn[at] == ':') return at;
    if (arn.substr(at, 2) != "${") continue;
    size_t end = arn.find('}', at);
    if (end != std::string_view::npos) at = end;
  }
  return std::string_view::npos;
}

// The first five fields one by one, so that `${Partition}` does not take in a service.
bool can_be(std::string_view pattern, std::string_view arn, const ResourceArns& arns) {
  for (int field = 0; field < 5; ++field) {
    size_t a = field_end(pattern), b = field_end(arn);
    if (a == std::string_view::npos || b == std::string_view::npos)
      break;  // a short ARN: its last field is all the rest
    if (!can_meet(pattern.substr(0, a), arn.substr(0, b), arns)) return false;
    pattern.remove_prefix(a + 1);
    arn.remove_prefix(b + 1);
  }
  return can_meet(pattern, arn, arns);
}

bool takes_in_all(std::string_view pattern) {
  return !pattern.empty() && is_wild(pattern.front()) && matches(opened(pattern), "*");
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
    for (std::string_view arn : templates_of(type)) {
      known->second = known->second || std::any_of(patterns_.begin(), patterns_.end(),
                                                   [&](auto pattern) { return can_be(pattern, arn, arns); });
    }
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

// An action that takes no resource, or another one, is not granted by a statement that names resources (rule
// 11).
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
