#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"
#include "base/text.h"
#include "policy/glob.h"
#include "policy/lint/rules.h"
#include "policy/relation.h"

namespace policy {
namespace {

constexpr std::string_view kPartitions[] = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                            "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};

bool is_wild(std::string_view text) {
  return text.find_first_of("*?$") != std::string_view::npos;  // `$`: a variable
}

void lint_arn(const Text& text, Findings& to) {
  if (!text.value.starts_with("arn:")) return;
  auto fields = base::split(text.value, ':');
  if (fields.size() < 6) {
    to.warn("missing-arn-field", text.span,
            fmt::format("`{}` has fewer than the six fields of an ARN; the rest means `*`", text.value));
    return;
  }
  bool known = std::find(std::begin(kPartitions), std::end(kPartitions), fields[1]) != std::end(kPartitions);
  if (!known && !is_wild(fields[1])) {
    to.error("invalid-partition", text.span,
             fmt::format("`{}` has the unknown partition `{}`", text.value, fields[1]),
             "most accounts are in `aws`");
  }
  std::string_view account = fields[4];
  if (!account.empty() && !is_wild(account) && !base::is_account_id(account) && account != "aws" &&
      account != "cloudfront" && account != "third-party" && account != "aws-managed" &&
      account != "aws-marketplace") {
    to.error("invalid-arn-account", text.span,
             fmt::format("`{}` has the account `{}`, which is not twelve digits", text.value, account));
  }
}

// `*` for each variable, a template's `${Partition}` or a policy's `${aws:username}`.
Tokens opened(std::string_view text) {
  return tokenize_template(text, tokenize("*"));
}

// The first five fields one by one, so that `${Partition}` does not take in a service.
bool can_be(TokensView pattern, TokensView arn) {
  for (int field = 0; field < 5; ++field) {
    size_t a = pattern.find(u':'), b = arn.find(u':');
    if (a == TokensView::npos || b == TokensView::npos) break;  // a short ARN: its last field is all the rest
    if (!overlap(pattern.substr(0, a), arn.substr(0, b))) return false;
    pattern.remove_prefix(a + 1);
    arn.remove_prefix(b + 1);
  }
  return overlap(pattern, arn);
}

// Whether some resource of the statement can be one that the action works on.
bool can_meet(const WrittenStatement& statement, const std::vector<Catalog::ResourceType>& types) {
  for (const auto& resource : statement.resources) {
    Tokens pattern = opened(resource.value);
    if (resource.value == "*" || matches(pattern, "*")) return true;
    for (const auto& type : types) {
      if (type.arn.empty() || can_be(pattern, opened(type.arn))) return true;
    }
  }
  return false;
}

}  // namespace

// An action that takes no resource, or another one, is not granted by a statement that names resources (rule
// 11).
void lint_resources(const WrittenStatement& statement, Findings& to) {
  for (const auto& resource : statement.resources) lint_arn(resource, to);
  if (statement.not_action || statement.not_resource || !statement.has_resource ||
      statement.resources.empty())
    return;
  for (const auto& text : statement.actions) {
    if (text.value.find_first_of("*?") != std::string::npos) continue;
    auto action = to.catalog.action(base::trim(text.value));
    if (!action) continue;
    auto types = to.catalog.resources_of(*action);
    if (can_meet(statement, types)) continue;
    if (types.empty()) {
      to.warn("action-needs-star-resource", text.span,
              fmt::format("`{}` works on no resource: a statement that names resources never applies to it",
                          action->full_name()),
              R"(give it a statement of its own with "Resource": "*")");
    } else {
      to.warn("action-without-its-resource", text.span,
              fmt::format("`{}` works on {}, which no resource of this statement can be", action->full_name(),
                          fmt::format("`{}`", types.front().arn)));
    }
  }
}

}  // namespace policy
