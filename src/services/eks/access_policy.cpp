#include "services/eks/access_policy.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "services/embedded_text.h"

namespace account::eks {
namespace {

constexpr std::string_view kArnPrefix = "arn:aws:eks::aws:cluster-access-policy/";

struct Rule {
  std::vector<std::string> groups;
  std::vector<std::string> resources;
  std::vector<std::string> paths;
  std::vector<std::string> verbs;
};
using Policies = std::map<std::string, std::vector<Rule>, std::less<>>;

std::vector<std::string> texts(const json::Value& rule, std::string_view member) {
  std::vector<std::string> result;
  if (const json::Value* list = rule.find(member)) {
    for (const json::Value& element : list->as_array()) result.push_back(element.as_string());
  }
  return result;
}

void add_rules(const json::Value& document, std::string_view name, std::vector<Rule>& rules) {
  const json::Value* policy = document.find(name);
  std::string_view included = policy->string_or("includes", "");
  if (!included.empty()) add_rules(document, included, rules);
  for (const json::Value& rule : policy->find("rules")->as_array()) {
    rules.push_back(
        {texts(rule, "groups"), texts(rule, "resources"), texts(rule, "paths"), texts(rule, "verbs")});
  }
}

// The text is our own: that it is well formed is the tests' business.
Policies read_policies() {
  base::Diagnostics diagnostics;
  auto document = yaml::parse(services::embedded_text("eks/access_policies.yaml"), diagnostics);
  if (!document) std::abort();
  Policies policies;
  for (const auto& member : document->as_object()) add_rules(*document, member.name, policies[member.name]);
  return policies;
}

const Policies& policies() {
  static const Policies kPolicies = read_policies();
  return kPolicies;
}

bool names(const std::vector<std::string>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& one) { return one == "*" || one == wanted; });
}

bool allows(const Rule& rule, const AccessAttempt& attempt) {
  if (!names(rule.verbs, attempt.verb)) return false;
  if (!attempt.resource) return names(rule.paths, attempt.path);
  return names(rule.groups, attempt.group) && names(rule.resources, attempt.name);
}

}  // namespace

std::vector<std::string> access_policy_names() {
  std::vector<std::string> result;
  for (const auto& [name, rules] : policies()) result.push_back(name);
  return result;
}

std::string access_policy_arn(std::string_view name) {
  return fmt::format("{}{}", kArnPrefix, name);
}

std::string access_policy_name(std::string_view arn) {
  if (!arn.starts_with(kArnPrefix)) return {};
  std::string name(arn.substr(kArnPrefix.size()));
  return policies().contains(name) ? name : std::string();
}

bool access_policy_allows(std::string_view arn, const AccessAttempt& attempt) {
  auto policy = policies().find(access_policy_name(arn));
  return policy != policies().end() && std::any_of(policy->second.begin(), policy->second.end(),
                                                   [&](const Rule& rule) { return allows(rule, attempt); });
}

bool in_namespace_scope(std::string_view pattern, std::string_view name_space) {
  if (name_space.empty()) return false;
  // The classic two pointers: on a mismatch the last `*` takes one more character.
  size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name_space.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && pattern[p] == name_space[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace account::eks
