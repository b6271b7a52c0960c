#include "policy/catalog/expand.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

bool is_wild(std::string_view text) {
  return find_wildcard(text) != std::string_view::npos;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// The beginnings of a name that end with a word, from short to long: Get, GetBucket, GetBucketAcl.
std::vector<std::string_view> beginnings(std::string_view name) {
  std::vector<std::string_view> out;
  for (size_t i = 1; i <= name.size(); ++i) {
    if (i == name.size() || (is_upper(name[i]) && !is_upper(name[i - 1]))) out.push_back(name.substr(0, i));
  }
  return out;
}

// The shortest patterns for some actions of one service: `wanted` tells by place whether an action is meant.
std::vector<std::string> shrink_service(const Catalog& catalog, const Catalog::Service& service,
                                        const std::vector<bool>& wanted) {
  std::string prefix = std::string(service.prefix) + ":";
  auto count = static_cast<size_t>(std::count(wanted.begin(), wanted.end(), true));
  if (count == service.actions && count > 1) return {prefix + "*"};
  // How many actions begin so, and how many of them are meant; in lower case, as IAM compares.
  std::map<std::string, std::pair<size_t, size_t>> begin_so;
  for (uint32_t i = 0; i < service.actions; ++i) {
    for (std::string_view beginning : beginnings(catalog.action_at(service, i).name)) {
      begin_so.try_emplace(base::lower(beginning));
    }
  }
  for (auto& [beginning, counts] : begin_so) {
    for (uint32_t i = 0; i < service.actions; ++i) {
      std::string name = base::lower(catalog.action_at(service, i).name);
      if (!name.starts_with(beginning)) continue;
      ++counts.first;
      counts.second += wanted[i];
    }
  }
  std::vector<std::string> out;
  for (uint32_t i = 0; i < service.actions; ++i) {
    if (!wanted[i]) continue;
    std::string_view name = catalog.action_at(service, i).name;
    std::string pattern = prefix + std::string(name);
    for (std::string_view beginning : beginnings(name)) {
      auto [all, meant] = begin_so[base::lower(beginning)];
      if (all != meant || all < 2) continue;
      pattern = prefix + std::string(beginning) + "*";
      break;
    }
    if (std::find(out.begin(), out.end(), pattern) == out.end()) out.push_back(pattern);
  }
  return out;
}

std::vector<std::string> values(const std::vector<Text>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(text.value);
  return out;
}

template <typename Change>
Document changed(Document document, Change change) {
  for (auto& statement : document.statements) {
    std::vector<Text> actions;
    for (auto& action : change(values(statement.actions))) actions.push_back({std::move(action), {}});
    statement.actions = std::move(actions);
  }
  return document;
}

}  // namespace

std::vector<std::string> expand_actions(const std::vector<std::string>& patterns, const Catalog& catalog,
                                        bool all) {
  std::set<std::string> out;
  for (const auto& text : patterns) {
    std::string pattern(base::trim(text));
    bool everything = pattern == "*" || pattern == "*:*";
    std::vector<Catalog::Action> found;
    if (is_wild(pattern) && (all || !everything)) found = catalog.actions_like(pattern);
    if (found.empty()) out.insert(pattern);
    for (const auto& action : found) out.insert(action.full_name());
  }
  return {out.begin(), out.end()};
}

Document expand(Document document, const Catalog& catalog, bool all) {
  return changed(std::move(document),
                 [&](const auto& actions) { return expand_actions(actions, catalog, all); });
}

std::vector<std::string> shrink_actions(const std::vector<std::string>& patterns, const Catalog& catalog) {
  std::vector<std::string> out;
  std::map<std::string, std::vector<bool>> wanted;  // by service
  for (const auto& pattern : expand_actions(patterns, catalog)) {
    auto action = catalog.action(pattern);
    if (!action) {
      out.push_back(pattern);
      continue;
    }
    Catalog::Service service = *catalog.service(action->service);
    auto& of_service = wanted[std::string(service.prefix)];
    of_service.resize(service.actions);
    of_service[action->index - service.first_action] = true;
  }
  for (const auto& [prefix, of_service] : wanted) {
    for (auto& pattern : shrink_service(catalog, *catalog.service(prefix), of_service)) {
      out.push_back(std::move(pattern));
    }
  }
  return out;
}

Document shrink(Document document, const Catalog& catalog) {
  return changed(std::move(document), [&](const auto& actions) { return shrink_actions(actions, catalog); });
}

}  // namespace policy
