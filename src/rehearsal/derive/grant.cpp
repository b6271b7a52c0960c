#include "rehearsal/derive/grant.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "rehearsal/derive/pattern.h"
#include "rehearsal/derive/scoping.h"

namespace rehearsal {
namespace {

using policy::Catalog;

// One question, as far as both lives asked it.
struct Common {
  const Asked* asked;
  std::string resource;
  std::map<std::string, std::string> keys;  // those that narrow, with a pattern each
};

// What is known by its name is read whether it is there or not, as by whoever begins again where a process has ended:
// what is not there has no marks, and a refusal would hide that.
std::map<std::string, std::string> keys_of(const Asked& one, const Asked& other, const std::string& resource,
                                           const Catalog& catalog) {
  bool is_known_read = !is_open(resource) && only_reads(catalog, one.request.action);
  std::map<std::string, std::string> keys;
  for (const auto& [key, entry] : one.request.context.entries()) {
    const ScopingKey* row = find_scoping_key(key, one.request.action);
    if (!row || entry.values.size() != 1 || (is_known_read && is_mark(*row))) continue;
    const auto* also = other.request.context.find(key);
    if (!also || also->values.size() != 1) continue;
    keys[key] = pattern_of(entry.values.front(), also->values.front());
  }
  return keys;
}

// What a question brings of them: what is made, what is there and what is named are asked about in different ways, such
// as tags that come with a new thing and tags that it gets later.
std::set<std::string_view> families_of(const Common& question) {
  std::set<std::string_view> families;
  for (const auto& [key, value] : question.keys)
    families.insert(find_scoping_key(key, question.asked->request.action)->key);
  return families;
}

std::string comparison_of(const ScopingKey& row, const std::set<std::string>& values) {
  bool has_open = std::any_of(values.begin(), values.end(), [](const auto& each) { return is_open(each); });
  if (row.is_arn) return has_open ? "ArnLike" : "ArnEquals";
  return has_open ? "StringLike" : "StringEquals";
}

// Of the keys that all of these questions bring.
std::vector<Condition> conditions_of(const std::vector<const Common*>& questions) {
  std::vector<Condition> conditions;
  for (const auto& [key, first] : questions.front()->keys) {
    std::set<std::string> values;
    for (const Common* each : questions) {
      auto found = each->keys.find(key);
      if (found == each->keys.end()) {
        values.clear();
        break;
      }
      values.insert(found->second);
    }
    if (values.empty()) continue;
    const ScopingKey& row = *find_scoping_key(key, questions.front()->asked->request.action);
    conditions.push_back({comparison_of(row, values), written_key(row, key), {values.begin(), values.end()}});
  }
  std::sort(conditions.begin(), conditions.end());
  return conditions;
}

bool has_key(const std::vector<Catalog::Key>& keys, std::string_view name) {
  return std::any_of(keys.begin(), keys.end(), [&](const Catalog::Key& each) { return each.name == name; });
}

bool may_have_marks(const Catalog& catalog, const Catalog::Action& action) {
  constexpr std::string_view kOfResource = "aws:ResourceTag/${TagKey}",
                             kOfRequest = "aws:RequestTag/${TagKey}";
  if (has_key(catalog.keys_of(action), kOfResource) || has_key(catalog.keys_of(action), kOfRequest))
    return true;
  auto types = catalog.resources_of(action);
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& type) { return has_key(catalog.keys_of(type), kOfResource); });
}

bool has_mark(const Grant& grant) {
  return std::any_of(grant.conditions.begin(), grant.conditions.end(),
                     [](const Condition& each) { return each.key.find("Tag/") != std::string::npos; });
}

std::string why_unscoped(const Grant& grant, const Catalog& catalog) {
  if (has_mark(grant) || !is_open(grant.resource)) return "";
  auto action = catalog.action(grant.action);
  if (grant.resource == "*" && action && catalog.resources_of(*action).empty())
    return "AWS takes no resource for this action";
  if (grant.resource == "*") return "it is asked of everything that there is";
  if (action && may_have_marks(catalog, *action))
    return "it is asked before the thing is there, when it has gone, or of others' things: those have no "
           "marks of ours";
  return "AWS has no tags to compare for this action";
}

Grant grant_of(const std::vector<const Common*>& questions, const Catalog& catalog) {
  Grant grant;
  grant.action = questions.front()->asked->request.action;
  grant.resource = questions.front()->resource;
  grant.conditions = conditions_of(questions);
  for (const Common* each : questions) {
    grant.phases.insert(each->asked->phase);
    grant.operations.insert(each->asked->api + " " + each->asked->operation);
    grant.reasons.insert(each->asked->reasons.begin(), each->asked->reasons.end());
  }
  grant.unscoped = why_unscoped(grant, catalog);
  return grant;
}

// Whether whatever fulfils `narrow` fulfils `wide`.
bool follows(const std::vector<Condition>& wide, const std::vector<Condition>& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&](const Condition& one) {
    return std::any_of(narrow.begin(), narrow.end(), [&](const Condition& other) {
      return one.comparison == other.comparison && one.key == other.key &&
             std::includes(one.values.begin(), one.values.end(), other.values.begin(), other.values.end());
    });
  });
}

// Of two that are alike the first takes in the other.
bool takes_in(const Grant& wide, const Grant& narrow) {
  bool is_wide = wide.action == narrow.action && wide.phase() <= narrow.phase() &&
                 covers(wide.resource, narrow.resource) && follows(wide.conditions, narrow.conditions);
  bool is_alike = wide.phase() == narrow.phase() && wide.resource == narrow.resource &&
                  wide.conditions == narrow.conditions;
  return is_wide && (is_alike ? &wide < &narrow : &wide != &narrow);
}

// What is taken in has its phases and reasons told by what takes it in.
std::vector<Grant> without_those_taken_in(std::vector<Grant> grants) {
  std::vector<bool> is_taken_in;
  for (const Grant& each : grants)
    is_taken_in.push_back(
        std::any_of(grants.begin(), grants.end(), [&](const Grant& one) { return takes_in(one, each); }));
  for (size_t i = 0; i < grants.size(); ++i) {
    if (!is_taken_in[i]) continue;
    for (size_t j = 0; j < grants.size(); ++j) {
      if (is_taken_in[j] || !takes_in(grants[j], grants[i])) continue;
      grants[j].phases.insert(grants[i].phases.begin(), grants[i].phases.end());
      grants[j].operations.insert(grants[i].operations.begin(), grants[i].operations.end());
      grants[j].reasons.insert(grants[i].reasons.begin(), grants[i].reasons.end());
      if (has_mark(grants[i]) && !has_mark(grants[j]) && grants[j].unscoped.empty())
        grants[j].unscoped =
            "its name is ours, and what has it may have no marks, as what a service of AWS makes";
      break;
    }
  }
  std::vector<Grant> kept;
  for (size_t i = 0; i < grants.size(); ++i)
    if (!is_taken_in[i]) kept.push_back(std::move(grants[i]));
  return kept;
}

base::Error did_not_go_alike(const Asked* one, const Asked* other) {
  auto text = [](const Asked* each) {
    return each ? fmt::format("{} on {}", each->request.action, each->request.resource) : "nothing";
  };
  return {base::ErrorKind::internal,
          fmt::format("two rehearsals of the same did not go alike: one asked {}, the other {}", text(one),
                      text(other)),
          "this is a mistake of Slipway's: please tell, with the file"};
}

// Where they are made up, addresses are told as patterns, too.
Reasons common_reasons(const Asked& one, const Asked& other) {
  Reasons common;
  if (one.reasons.size() != other.reasons.size()) return one.reasons;
  auto also = other.reasons.begin();
  for (Reason each : one.reasons) {
    each.address = pattern_of(each.address, also->address);
    each.whom = pattern_of(each.whom, also->whom);
    common.insert(std::move(each));
    ++also;
  }
  return common;
}

}  // namespace

bool only_reads(const Catalog& catalog, const std::string& name) {
  auto action = catalog.action(name);
  return action && (action->levels & ~(Catalog::kList | Catalog::kRead)) == 0;
}

std::string text_of(const Grant& grant) {
  return fmt::format("{} on {}", grant.action, grant.resource);
}

base::Result<std::vector<Grant>> derive(const std::vector<Asked>& one, const std::vector<Asked>& other,
                                        const Catalog& catalog) {
  std::vector<Asked> asked = one;
  std::vector<Common> common;
  for (size_t i = 0; i < std::max(one.size(), other.size()); ++i) {
    const Asked* left = i < one.size() ? &one[i] : nullptr;
    const Asked* right = i < other.size() ? &other[i] : nullptr;
    if (!left || !right || left->request.action != right->request.action || left->act != right->act)
      return tl::unexpected(did_not_go_alike(left, right));
    asked[i].reasons = common_reasons(*left, *right);
    std::string resource = pattern_of(left->request.resource, right->request.resource);
    common.push_back({&asked[i], resource, keys_of(*left, *right, resource, catalog)});
  }
  std::map<std::tuple<std::string, std::string, std::set<std::string_view>>, std::vector<const Common*>>
      by_grant;
  for (const Common& each : common)
    by_grant[{each.asked->request.action, each.resource, families_of(each)}].push_back(&each);
  std::vector<Grant> grants;
  for (const auto& [key, questions] : by_grant) grants.push_back(grant_of(questions, catalog));
  return without_those_taken_in(std::move(grants));
}

}  // namespace rehearsal
