// Access policies, and with which access entries they are associated.
#include <algorithm>

#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"

namespace account::eks {
namespace {

using json::Array;

constexpr int64_t kPage = 20;

void scope_keys(const json::Value* scope, policy::Context& context) {
  if (!scope) return;
  context.set("eks:accessScope", std::string(scope->string_or("type", "")));
  std::vector<std::string> names = scope->strings_at("namespaces");
  if (!names.empty()) context.set_list("eks:namespaces", names);
}

void association_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("eks:policyArn", call.input.text("policyArn"));
  scope_keys(call.input.find("accessScope"), context);
}

// The scope is that of the association which goes.
void dissociation_keys(const Call& call, const json::Value* entry, policy::Context& context) {
  std::string policy_arn = call.input.text("policyArn");
  context.set("eks:policyArn", policy_arn);
  const json::Value* association = entry ? find_association(*entry, policy_arn) : nullptr;
  if (association) scope_keys(association->find("accessScope"), context);
}

aws::Result<void> check_standard(const json::Value& record) {
  if (record.find("Entry")->string_or("type", "") == kStandard) return {};
  return invalid("This operation can only be performed on Access Entries with a type of \"STANDARD\".");
}

// {"type", "namespaces"} as it is kept.
aws::Result<json::Value> scope_of(const Input& in) {
  const json::Value* scope = in.find("accessScope");
  std::string type(scope ? scope->string_or("type", "") : "");
  const json::Value* given = scope ? scope->find("namespaces") : nullptr;
  Array namespaces = given && given->is_array() ? given->as_array() : Array();
  if (type == "cluster" && !namespaces.empty())
    return invalid("The accessScope of type cluster must not have namespaces");
  if (type == "namespace" && namespaces.empty())
    return invalid("The accessScope of type namespace must have at least one namespace");
  if (type != "cluster" && type != "namespace") return invalid("The accessScope must have a type");
  return Object{{"type", type}, {"namespaces", std::move(namespaces)}};
}

Output associate_policy(Call& call) {
  Found& entry = call.the();
  TRY(check_takes_parts(call));
  TRY(check_standard(entry.record));
  std::string policy_arn = call.input.text("policyArn");
  if (access_policy_name(policy_arn).empty()) return invalid("The specified policyArn is invalid");
  json::Value scope = TRY(scope_of(call.input));
  Array& policies = entry.fields()["Policies"].as_array();
  auto is_it = [&](const json::Value& policy) { return policy.string_or("policyArn", "") == policy_arn; };
  auto association = std::find_if(policies.begin(), policies.end(), is_it);
  if (association == policies.end()) {
    policies.push_back(Object{{"policyArn", policy_arn}, {"associatedAt", base::to_ms(call.now)}});
    association = std::prev(policies.end());
  }
  association->as_object().set("accessScope", std::move(scope));
  association->as_object().set("modifiedAt", base::to_ms(call.now));
  call.save(entry);
  return Object{{"clusterName", call.input.text("clusterName")},
                {"principalArn", call.input.text("principalArn")},
                {"associatedAccessPolicy", *association}};
}

Output disassociate_policy(Call& call) {
  Found& entry = call.the();
  TRY(check_takes_parts(call));
  TRY(check_standard(entry.record));
  std::string policy_arn = call.input.text("policyArn");
  auto is_it = [&](const json::Value& policy) { return policy.string_or("policyArn", "") == policy_arn; };
  if (std::erase_if(entry.fields()["Policies"].as_array(), is_it) == 0) {
    return aws::error("ResourceNotFoundException", 404,
                      "The specified policyArn is not associated with the principalArn");
  }
  call.save(entry);
  return Object{};
}

json::Value as_it_is(const Entry& entry) {
  return entry.value;
}

Output list_associated(Call& call) {
  std::vector<Entry> policies;
  for (const json::Value& policy : call.the().record.find("Policies")->as_array())
    policies.push_back({std::string(policy.string_or("policyArn", "")), policy});
  json::Value output = TRY(list_page(call, std::move(policies), "associatedAccessPolicies", as_it_is, kPage));
  output.as_object().set("clusterName", call.input.text("clusterName"));
  output.as_object().set("principalArn", call.input.text("principalArn"));
  return output;
}

Output list_policies(Call& call) {
  std::vector<Entry> policies;
  for (const std::string& name : access_policy_names())
    policies.push_back({name, Object{{"name", name}, {"arn", access_policy_arn(name)}}});
  return list_page(call, std::move(policies), "accessPolicies", as_it_is, kPage);
}

constexpr Operation kOperations[] = {
    {"AssociateAccessPolicy", {on(kAccessEntries).keys(association_keys)}, associate_policy},
    {"DisassociateAccessPolicy", {on(kAccessEntries).keys(dissociation_keys)}, disassociate_policy},
    {"ListAssociatedAccessPolicies", {on(kAccessEntries)}, list_associated},
    {"ListAccessPolicies", {any()}, list_policies},
};

}  // namespace

std::span<const Operation> access_policy_operations() {
  return kOperations;
}

}  // namespace account::eks
