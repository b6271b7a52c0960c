#include <fmt/core.h>

#include "base/text.h"
#include "policy/lint/rules.h"

namespace policy {
namespace {

std::string near_action(const Catalog& catalog, const Catalog::Service& service, std::string_view action) {
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

std::string near_service(const Catalog& catalog, std::string_view prefix) {
  std::vector<std::string> prefixes;
  for (uint32_t i = 0; i < catalog.service_count(); ++i) prefixes.emplace_back(catalog.service_at(i).prefix);
  auto near = base::did_you_mean(prefix, prefixes);
  return near ? fmt::format("did you mean `{}`?", *near) : "";
}

// The actions of one service, which mostly stand together.
class ServiceLint {
 public:
  ServiceLint(std::string_view prefix, Findings& to)
      : to_(to), prefix_(prefix), service_(to.catalog.service(prefix)) {
    if (!service_) near_ = near_service(to.catalog, prefix);
  }

  std::string_view prefix() const { return prefix_; }

  std::optional<Catalog::Action> look_at(const Text& text, std::string_view action) {
    if (!service_) {
      to_.warn("invalid-service-in-action", text.span,
               fmt::format("no service `{}` is known as of {}", prefix_, to_.catalog.date()), near_);
      return std::nullopt;
    }
    std::string_view name = action.substr(prefix_.size() + 1);
    if (find_wildcard(name) == std::string_view::npos) {
      if (auto known = to_.catalog.action(*service_, name)) return known;
      to_.warn("invalid-action", text.span,
               fmt::format("no action `{}` is known as of {}", action, to_.catalog.date()),
               near_action(to_.catalog, *service_, action));
    } else if (!to_.catalog.any_action_like(*service_, name)) {
      to_.warn("invalid-action", text.span,
               fmt::format("no action that is known as of {} matches `{}`", to_.catalog.date(), action),
               near_action(to_.catalog, *service_, action));
    }
    return std::nullopt;
  }

 private:
  Findings& to_;
  std::string_view prefix_;
  std::optional<Catalog::Service> service_;
  std::string near_;  // of an unknown one
};

}  // namespace

KnownActions lint_actions(const WrittenStatement& statement, Findings& to) {
  KnownActions known(statement.actions.size());
  std::optional<ServiceLint> service;
  for (size_t i = 0; i < statement.actions.size(); ++i) {
    const Text& text = statement.actions[i];
    std::string_view action = base::trim(text.value);
    if (action == "*") continue;
    std::string_view prefix = action.substr(0, action.find(':'));
    if (find_wildcard(prefix) != std::string_view::npos) {
      to.suggest("wildcard-in-service-name", text.span,
                 fmt::format("`{}` has a wildcard in the service: it may take in services that are not meant",
                             action));
      continue;
    }
    if (!service || service->prefix() != prefix) service.emplace(prefix, to);
    known[i] = service->look_at(text, action);
  }
  return known;
}

}  // namespace policy
