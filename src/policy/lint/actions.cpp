#include <fmt/core.h>

#include "base/text.h"
#include "policy/glob.h"
#include "policy/lint/rules.h"
#include "policy/relation.h"

namespace policy {
namespace {

constexpr std::string_view kWild = "*?";

std::string near_action(const Catalog& catalog, const Catalog::Service& service, const std::string& action) {
  // People write the API's name: GetBucketLifecycle.
  auto asked = catalog.actions_of_operation(action);
  if (!asked.empty()) {
    return fmt::format("the API operation `{}` asks for `{}`", action, asked.front().full_name());
  }
  std::vector<std::string> names;
  for (uint32_t i = 0; i < service.actions; ++i) names.push_back(catalog.action_at(service, i).full_name());
  auto near = base::did_you_mean(action, names);
  return near ? fmt::format("did you mean `{}`?", *near) : "";
}

void lint_service(const Text& text, std::string_view prefix, Findings& to) {
  std::vector<std::string> prefixes;
  for (uint32_t i = 0; i < to.catalog.service_count(); ++i)
    prefixes.emplace_back(to.catalog.service_at(i).prefix);
  auto near = base::did_you_mean(prefix, prefixes);
  to.warn("invalid-service-in-action", text.span,
          fmt::format("no service `{}` is known as of {}", prefix, to.catalog.date()),
          near ? fmt::format("did you mean `{}`?", *near) : "");
}

void lint_action(const Text& text, Findings& to) {
  std::string action(base::trim(text.value));
  if (action == "*") return;
  size_t colon = action.find(':');
  std::string_view prefix = std::string_view(action).substr(0, colon);
  if (prefix.find_first_of(kWild) != std::string_view::npos) {
    to.suggest("wildcard-in-service-name", text.span,
               fmt::format("`{}` has a wildcard in the service: it may take in services that are not meant",
                           action));
    return;
  }
  auto service = to.catalog.service(prefix);
  if (!service) return lint_service(text, prefix, to);
  if (action.find_first_of(kWild, colon) == std::string::npos) {
    if (!to.catalog.action(action)) {
      to.warn("invalid-action", text.span,
              fmt::format("no action `{}` is known as of {}", action, to.catalog.date()),
              near_action(to.catalog, *service, action));
    }
  } else if (!to.catalog.any_action_like(action)) {
    to.warn("invalid-action", text.span,
            fmt::format("no action that is known as of {} matches `{}`", to.catalog.date(), action),
            near_action(to.catalog, *service, action));
  }
}

}  // namespace

// Each entry of a list that another one covers; of two alike, the later.
void lint_redundant(const std::vector<Text>& list, bool fold_case, std::string_view id, Findings& to) {
  std::vector<Tokens> patterns;
  for (const auto& text : list)
    patterns.push_back(tokenize(fold_case ? base::lower(text.value) : text.value));
  for (size_t i = 0; i < list.size(); ++i) {
    for (size_t j = 0; j < list.size(); ++j) {
      bool same = patterns[i] == patterns[j];
      if (i == j || (same && i < j) || !covers(patterns[j], patterns[i])) continue;
      to.suggest(std::string(id), list[i].span,
                 fmt::format("`{}` is part of `{}` already", list[i].value, list[j].value));
      break;
    }
  }
}

void lint_actions(const WrittenStatement& statement, Findings& to) {
  for (const auto& action : statement.actions) lint_action(action, to);
  lint_redundant(statement.actions, true, "redundant-action", to);
  lint_redundant(statement.resources, false, "redundant-resource", to);
}

}  // namespace policy
