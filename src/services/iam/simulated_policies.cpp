#include <algorithm>

#include "base/arn.h"
#include "policy/read/context_keys.h"
#include "services/iam/simulation.h"

namespace account::iam {

aws::Result<void> SimulatedPolicies::add(const std::string& text, policy::Kind kind, std::string id,
                                         std::string type) {
  base::Diagnostics diagnostics(id, text);
  auto compiled = policy::compile(text, kind, diagnostics, id, policy::Size::any);
  if (!compiled) {
    const auto& first = diagnostics.list().front();
    return invalid_input(
        fmt::format("{}: line {}, column {}: {}", id, first.span.line, first.span.column, first.message));
  }
  list_.push_back({std::move(compiled), std::move(type), text});
  return {};
}

aws::Result<void> SimulatedPolicies::add_input(const std::vector<std::string>& documents,
                                               std::string_view member, policy::Kind kind) {
  for (size_t i = 0; i < documents.size(); ++i) {
    TRY(add(documents[i], kind, fmt::format("{}.{}", member, i + 1), "none"));
  }
  return {};
}

aws::Result<void> SimulatedPolicies::add_managed(const State& state, const std::string& arn,
                                                 policy::Kind kind) {
  auto text = managed_policy_document(state, arn);
  if (!text) return no_such("policy", arn);
  bool is_aws = arn.starts_with("arn:aws:iam::aws:");
  return add(*text, kind, arn, is_aws ? "aws-managed" : "user-managed");
}

aws::Result<void> SimulatedPolicies::add_of(const State& state, const json::Value& entity,
                                            std::string_view type, std::string_view name_member) {
  std::string_view entity_name = entity.string_or(name_member, "");
  if (const json::Value* inline_policies = entity.find("Inline")) {
    for (const auto& [name, text, span] : inline_policies->as_object()) {
      if (exclusions_.excludes_inline(type, entity_name, name)) continue;
      TRY(add(text.as_string(), policy::Kind::identity, fmt::format("{}_{}_{}", type, entity_name, name),
              std::string(type)));
    }
  }
  for (const std::string& arn : texts(entity, "Attached")) {
    if (!exclusions_.excludes_managed(arn)) TRY(add_managed(state, arn, policy::Kind::identity));
  }
  return {};
}

aws::Result<json::Value> SimulatedPolicies::add_principal(const State& state, const std::string& arn) {
  auto parsed = base::Arn::parse(arn);
  if (!parsed || parsed->service != "iam") return invalid_input(fmt::format("Invalid Entity Arn: {}", arn));
  std::string_view resource = parsed->resource;
  std::string_view name = resource.substr(resource.rfind('/') + 1);
  std::optional<json::Value> entity;
  std::string_view type = resource.substr(0, resource.find('/'));
  if (type == "user") entity = find_user(state, name);
  if (type == "group") entity = find_group(state, name);
  if (type == "role") entity = find_role(state, name);
  if (!entity || entity->string_or("Arn", "") != arn) return no_such("entity", arn);
  TRY(add_of(state, *entity, type, type == "user" ? "UserName" : type == "group" ? "GroupName" : "RoleName"));
  for (const std::string& group : texts(*entity, "Groups")) {
    if (auto record = find_group(state, group)) TRY(add_of(state, *record, "group", "GroupName"));
  }
  return std::move(*entity);
}

std::vector<policy::PolicyPtr> SimulatedPolicies::all() const {
  std::vector<policy::PolicyPtr> out;
  for (const auto& simulated : list_) out.push_back(simulated.policy);
  return out;
}

const SimulatedPolicy* SimulatedPolicies::find(const policy::PolicyPtr& wanted) const {
  auto at = std::find_if(list_.begin(), list_.end(), [&](const auto& s) { return s.policy == wanted; });
  return at == list_.end() ? nullptr : &*at;
}

std::vector<std::string> SimulatedPolicies::context_keys() const {
  std::vector<std::string> out;
  for (const auto& simulated : list_) policy::add_context_keys(simulated.policy->document(), out);
  return out;
}

}  // namespace account::iam
