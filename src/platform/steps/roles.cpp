#include "platform/steps/roles.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {
namespace {

using base::ErrorKind;
using json::Value;

struct RoleFacts {
  Value trust;
  Marks tags;
  std::vector<std::string> attached;
};

json::Object named(const std::string& role) {
  return json::Object{{"RoleName", role}};
}

base::Result<std::vector<std::string>> list_texts(Cloud& cloud, std::string_view operation,
                                                  const std::string& role, std::string_view list,
                                                  std::string_view member) {
  auto all = cloud.call_all("iam", operation, named(role), list);
  if (!all) return tl::unexpected(to_error(all.error(), "iam", operation));
  std::vector<std::string> result;
  for (const Value& each : *all) {
    result.emplace_back(each.is_string() ? std::string_view(each.as_string()) : each.string_or(member, ""));
  }
  return result;
}

base::Result<std::vector<std::string>> attached_policies(Cloud& cloud, const std::string& role) {
  return list_texts(cloud, "ListAttachedRolePolicies", role, "AttachedPolicies", "PolicyArn");
}

base::Result<std::optional<RoleFacts>> read_role(Cloud& cloud, const std::string& name) {
  auto answer = TRY(find(cloud, "iam", "GetRole", named(name)));
  const Value* role = answer ? answer->find("Role") : nullptr;
  if (!role) return std::optional<RoleFacts>();
  return std::optional(RoleFacts{read_policy_document(role->string_or("AssumeRolePolicyDocument", "")),
                                 marks_of(role->find("Tags")), TRY(attached_policies(cloud, name))});
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::vector<std::string> missing(const std::vector<std::string>& wanted,
                                 const std::vector<std::string>& there) {
  std::vector<std::string> result;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(result),
               [&](const std::string& each) { return !contains(there, each); });
  return result;
}

// Attached by us before, and not desired any more.
std::vector<std::string> obsolete(const RoleFacts& facts, const DesiredRole& desired,
                                  const JournalEntry* made) {
  std::vector<std::string> result;
  if (!made) return result;
  for (const std::string& arn : made->policies) {
    if (contains(facts.attached, arn) && !contains(desired.policies, arn)) result.push_back(arn);
  }
  return result;
}

std::string differences(const RoleFacts& facts, const DesiredRole& desired, const JournalEntry* made) {
  std::vector<std::string> parts;
  if (desired.trust_is_known && !(facts.trust == desired.trust())) parts.emplace_back("trust policy");
  if (auto more = missing(desired.policies, facts.attached); !more.empty())
    parts.push_back("+" + policy_names(more));
  if (auto less = obsolete(facts, desired, made); !less.empty()) parts.push_back("-" + policy_names(less));
  return base::join(parts, ", ");
}

base::Error not_ours(const DesiredRole& desired, const RoleFacts& facts) {
  std::string whose = marks_text(facts.tags);
  return {ErrorKind::conflict,
          fmt::format("a role `{}` exists that is not this one's ({})", desired.name,
                      whose.empty() ? "it has no tags of Slipway" : whose),
          fmt::format("delete it, or rename the {}", desired.journal_kind == "role" ? "service" : "cluster")};
}

// The role as it then is, whoever has made it.
base::Result<std::optional<RoleFacts>> create(Cloud& cloud, const DesiredRole& desired) {
  json::Object input = named(desired.name);
  input.set("Path", kRolePath);
  input.set("Description", desired.description);
  input.set("AssumeRolePolicyDocument", json::dump(desired.trust()));
  input.set("Tags", tag_list(desired.tags));
  if (TRY(make_named(cloud, "CreateRole", input))) return RoleFacts{desired.trust(), desired.tags, {}};
  return read_role(cloud, desired.name);
}

base::Status write_trust(Cloud& cloud, const DesiredRole& desired) {
  json::Object input = named(desired.name);
  input.set("PolicyDocument", json::dump(desired.trust()));
  TRY(call(cloud, "iam", "UpdateAssumeRolePolicy", input));
  return {};
}

json::Object with_policy(const std::string& role, const std::string& arn) {
  json::Object input = named(role);
  input.set("PolicyArn", arn);
  return input;
}

base::Status attach(Cloud& cloud, const std::string& role, const std::string& arn) {
  TRY(call(cloud, "iam", "AttachRolePolicy", with_policy(role, arn)));
  return {};
}

// One that is not attached may have been detached by an earlier try whose answer was lost.
base::Status detach(Cloud& cloud, const std::string& role, const std::string& arn) {
  TRY(find(cloud, "iam", "DetachRolePolicy", with_policy(role, arn)));
  return {};
}

// Makes the role equal to what is desired, from whatever is there now.
base::Status converge(Cloud& cloud, const DesiredRole& desired, Journal& journal, const Save& save) {
  journal.intend(desired.journal_kind, desired.name, desired.service);
  TRY(save());
  auto facts = TRY(read_role(cloud, desired.name));
  if (!facts) facts = TRY(create(cloud, desired));
  if (!facts) return base::fail(ErrorKind::conflict, "role `{}` was there and is gone again", desired.name);
  if (judge(facts->tags, desired.tags) != Ownership::ours) return tl::unexpected(not_ours(desired, *facts));
  if (!(facts->trust == desired.trust())) TRY(write_trust(cloud, desired));
  JournalEntry& made = *journal.find(desired.journal_kind, desired.name);
  std::vector<std::string> to_detach = obsolete(*facts, desired, &made);
  for (const std::string& arn : missing(desired.policies, facts->attached)) {
    if (!contains(made.policies, arn)) made.policies.push_back(arn);
    TRY(save());
    TRY(attach(cloud, desired.name, arn));
  }
  for (const std::string& arn : to_detach) TRY(detach(cloud, desired.name, arn));
  made.policies = desired.policies;
  made.done = true;
  return save();
}

}  // namespace

base::Result<Step> plan_role_step(Cloud& cloud, const DesiredRole& desired, Journal& journal,
                                  const Save& save) {
  Step step{Change::make, "role " + desired.name, policy_names(desired.policies), {}};
  step.apply = [&cloud, desired, &journal, save](const Progress&) {
    return converge(cloud, desired, journal, save);
  };
  auto facts = TRY(read_role(cloud, desired.name));
  if (!facts) return step;
  if (judge(facts->tags, desired.tags) != Ownership::ours) return tl::unexpected(not_ours(desired, *facts));
  std::string difference = differences(*facts, desired, journal.find(desired.journal_kind, desired.name));
  if (difference.empty()) {
    JournalEntry& made = journal.intend(desired.journal_kind, desired.name, desired.service);
    made.done = true;
    made.policies = desired.policies;
    step.change = Change::keep;
    step.apply = nullptr;
    return step;
  }
  step.change = Change::change;
  step.detail = difference;
  return step;
}

base::Result<Marks> role_tags(Cloud& cloud, const std::string& name) {
  auto facts = TRY(read_role(cloud, name));
  return facts ? std::move(facts->tags) : Marks();
}

base::Status remove_role(Cloud& cloud, const std::string& name, const Marks& tags) {
  auto facts = TRY(read_role(cloud, name));
  if (!facts || judge(facts->tags, tags) != Ownership::ours) return {};
  for (const std::string& arn : facts->attached) TRY(detach(cloud, name, arn));
  for (const std::string& policy : TRY(list_texts(cloud, "ListRolePolicies", name, "PolicyNames", ""))) {
    json::Object input = named(name);
    input.set("PolicyName", policy);
    TRY(find(cloud, "iam", "DeleteRolePolicy", input));
  }
  TRY(find(cloud, "iam", "DeleteRole", named(name)));
  return {};
}

std::string policy_names(const std::vector<std::string>& arns) {
  std::vector<std::string> names;
  for (const std::string& arn : arns) names.push_back(role_name_of(arn));
  return base::join(names, ", ");
}

}  // namespace platform
