#include <algorithm>
#include <array>

#include "account/call/facilities.h"
#include "account/record/paging.h"
#include "account/record/tags.h"
#include "base/arn.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster.h"
#include "services/eks/eks.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::array kTypes = {"STANDARD", "FARGATE_LINUX", "EC2_LINUX",     "EC2_WINDOWS",
                               "EC2",      "HYBRID_LINUX",  "HYPERPOD_LINUX"};

tl::unexpected<aws::Error> invalid(std::string message) {
  return tl::unexpected(aws::Error("InvalidParameterException", 400, std::move(message)));
}

tl::unexpected<aws::Error> no_entry() {
  return aws::error(
      "ResourceNotFoundException", 404,
      "The specified principalArn could not be found. You can view your available access entries with "
      "'list-access-entries'.");
}

std::string type_of(const Input& in) {
  return in.has("type") ? in.text("type") : std::string(kStandard);
}

// Clusters whose authentication mode knows no entries have none, and take none.
aws::Result<json::Value> cluster_with_entries(const Call& call) {
  auto cluster = find_cluster(call.state, call.input.text("clusterName"));
  if (!cluster) return no_cluster(call.input.text("clusterName"));
  if (authentication_mode(*cluster) != "CONFIG_MAP") return std::move(*cluster);
  return aws::error(
      "InvalidRequestException", 400,
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this "
      "operation.");
}

aws::Result<json::Value> entry_of(const Call& call) {
  TRY(cluster_with_entries(call));
  auto entry = find_access_entry(call.state, call.input.text("clusterName"), call.input.text("principalArn"));
  if (!entry) return no_entry();
  return std::move(*entry);
}

aws::Result<json::Value> standard_entry(const Call& call) {
  json::Value entry = TRY(entry_of(call));
  if (entry.find("Entry")->string_or("type", "") == kStandard) return entry;
  return invalid("This operation can only be performed on Access Entries with a type of \"STANDARD\".");
}

aws::Result<Questions> on_entries(const Call& call) {
  return ask_about_cluster(call, call.input.text("clusterName"));
}

// The question about an entry, with the keys of the resource (Service Authorization Reference, EKS). An entry
// that is not there has an ARN without its last part.
aws::Result<Questions> on_entry(const Call& call) {
  std::string name = call.input.text("clusterName");
  std::string principal = call.input.text("principalArn");
  policy::Context context;
  context.set("eks:clusterName", name);
  context.set("eks:principalArn", principal);
  auto record = find_access_entry(call.state, name, principal);
  if (!record) {
    auto arn = base::Arn::parse(principal);
    std::string last = principal.substr(principal.rfind('/') + 1);
    return ask(
        fmt::format("arn:aws:eks:{}:{}:access-entry/{}/{}/{}/{}/", call.state.region(), call.state.account(),
                    name, arn && arn->resource.starts_with("user/") ? "user" : "role",
                    arn ? arn->account : "", last),
        std::move(context));
  }
  const json::Value& entry = *record->find("Entry");
  context.set("eks:accessEntryType", std::string(entry.string_or("type", "")));
  context.set("eks:username", std::string(entry.string_or("username", "")));
  std::vector<std::string> groups;
  for (const json::Value& group : entry.find("kubernetesGroups")->as_array())
    groups.push_back(group.as_string());
  if (!groups.empty()) context.set_list("eks:kubernetesGroups", groups);
  add_resource_tags(entry.find("tags"), context);
  return ask(std::string(entry.string_or("accessEntryArn", "")), std::move(context));
}

aws::Result<Questions> on_new_entry(const Call& call) {
  const Input& in = call.input;
  Questions questions = TRY(on_entries(call));
  policy::Context& context = questions[0].context;
  add_request_tags(in.find("tags"), context);
  context.set("eks:accessEntryType", type_of(in));
  context.set("eks:principalArn", in.text("principalArn"));
  if (in.has("username")) context.set("eks:username", in.text("username"));
  if (in.has("kubernetesGroups")) context.set_list("eks:kubernetesGroups", in.texts("kubernetesGroups"));
  // Who makes an entry for a node's role hands the role on (Amazon EKS User Guide, "Create access entries").
  if (type_of(in) == "EC2_LINUX" || type_of(in) == "EC2_WINDOWS") {
    questions.push_back({"iam:PassRole", in.text("principalArn"), "", {}, "", {}});
    questions[1].context.set("iam:PassedToService", "eks.amazonaws.com");
  }
  return questions;
}

void set_scope_keys(const json::Value* scope, policy::Context& context) {
  if (!scope) return;
  context.set("eks:accessScope", std::string(scope->string_or("type", "")));
  std::vector<std::string> names;
  const json::Value* namespaces = scope->find("namespaces");
  if (namespaces && namespaces->is_array()) {
    for (const json::Value& name : namespaces->as_array()) names.push_back(name.as_string());
  }
  if (!names.empty()) context.set_list("eks:namespaces", names);
}

json::Value* find_association(json::Value& entry, std::string_view policy_arn) {
  for (json::Value& policy : entry.as_object()["Policies"].as_array()) {
    if (policy.string_or("policyArn", "") == policy_arn) return &policy;
  }
  return nullptr;
}

aws::Result<Questions> on_association(const Call& call) {
  Questions questions = TRY(on_entry(call));
  std::string policy_arn = call.input.text("policyArn");
  questions[0].context.set("eks:policyArn", policy_arn);
  if (call.operation == "AssociateAccessPolicy") {
    set_scope_keys(call.input.find("accessScope"), questions[0].context);
  } else if (auto entry = find_access_entry(call.state, call.input.text("clusterName"),
                                            call.input.text("principalArn"))) {
    const json::Value* association = find_association(*entry, policy_arn);
    set_scope_keys(association ? association->find("accessScope") : nullptr, questions[0].context);
  }
  return questions;
}

// Amazon EKS User Guide, "Create access entries".
aws::Result<void> check_username(const std::string& name) {
  for (const char* prefix : {"system:", "eks:", "aws:", "amazon:", "iam:"}) {
    if (name.starts_with(prefix)) return invalid(fmt::format("The username must not begin with {}", prefix));
  }
  size_t session = std::min(name.find("{{SessionName}}"), name.find("{{SessionNameRaw}}"));
  if (session != std::string::npos && name.find(':') >= session)
    return invalid("The username must include a colon before {{SessionName}} or {{SessionNameRaw}}");
  return {};
}

aws::Result<void> check_groups(const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    if (group.empty()) return invalid("The kubernetes group name must not be empty");
    for (const char* prefix : {"system:", "eks:", "aws:", "amazon:", "iam:"}) {
      if (!group.starts_with(prefix)) continue;
      return invalid(
          fmt::format("The kubernetes group name {} is invalid, it cannot start with {}", group, prefix));
    }
  }
  return {};
}

// Names that the caller chose, into the entry; what is absent stays.
aws::Result<void> take_names(const Input& in, json::Object& entry) {
  bool standard = entry.find("type")->as_string() == kStandard;
  if (!standard && (in.has("username") || in.has("kubernetesGroups")))
    return invalid("The username and kubernetesGroups can only be set for access entries of type STANDARD");
  if (in.has("username")) {
    TRY(check_username(in.text("username")));
    entry.set("username", in.text("username"));
  }
  if (in.has("kubernetesGroups")) {
    TRY(check_groups(in.texts("kubernetesGroups")));
    entry.set("kubernetesGroups", *in.find("kubernetesGroups"));
  }
  return {};
}

aws::Result<Principal> principal_for(const Call& call, const std::string& type) {
  auto principal = find_principal(call.state, call.input.text("principalArn"));
  if (!principal) return invalid("The specified principalArn is invalid: invalid principal.");
  if (type == kStandard) return std::move(*principal);
  if (principal->type != "role" || principal->account != call.state.account())
    return invalid(
        fmt::format("The principalArn of an access entry of type {} must be a role of this account", type));
  return std::move(*principal);
}

Output create_entry(Call& call) {
  const Input& in = call.input;
  TRY(cluster_with_entries(call));
  std::string name = in.text("clusterName");
  std::string type = type_of(in);
  if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end())
    return invalid(fmt::format("The specified type {} is invalid", type));
  std::string token = in.text("clientRequestToken");
  if (auto existing = find_access_entry(call.state, name, in.text("principalArn"))) {
    if (!token.empty() && existing->string_or("Token", "") == token)
      return Object{{"accessEntry", *existing->find("Entry")}};
    return aws::error("ResourceInUseException", 409,
                      "The specified access entry resource is already in use on this cluster.");
  }
  Principal principal = TRY(principal_for(call, type));
  json::Value record = make_access_entry(call.state, name, principal, type, call.now, call.facilities.random);
  json::Object& entry = record.as_object()["Entry"].as_object();
  TRY(take_names(in, entry));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  if (in.has("tags")) entry.set("tags", *in.find("tags"));
  record.as_object().set("Token", token);
  put_access_entry(call.state, record);
  return Object{{"accessEntry", *record.find("Entry")}};
}

Output describe_entry(Call& call) {
  json::Value entry = TRY(entry_of(call));
  return Object{{"accessEntry", *entry.find("Entry")}};
}

const aws::Error& bad_token() {
  static const aws::Error kBadToken("InvalidParameterException", 400, "The nextToken is not valid.");
  return kBadToken;
}

Output list_entries(Call& call) {
  constexpr int64_t kDefaultPage = 100;
  TRY(cluster_with_entries(call));
  std::string policy_arn = call.input.text("associatedPolicyArn");
  std::vector<Entry> entries = access_entries(call.state, call.input.text("clusterName"));
  std::erase_if(entries, [&](Entry& entry) {
    return !policy_arn.empty() && !find_association(entry.value, policy_arn);
  });
  Page page = TRY(take_page(std::move(entries), call.input.text("nextToken"),
                            call.input.number("maxResults", kDefaultPage), bad_token()));
  Array arns;
  for (const Entry& entry : page.entries)
    arns.emplace_back(entry.value.find("Entry")->string_or("principalArn", ""));
  Object output{{"accessEntries", std::move(arns)}};
  if (!page.next.empty()) output.set("nextToken", page.next);
  return output;
}

Output update_entry(Call& call) {
  json::Value record = TRY(entry_of(call));
  json::Object& entry = record.as_object()["Entry"].as_object();
  TRY(take_names(call.input, entry));
  entry.set("modifiedAt", base::to_ms(call.now));
  put_access_entry(call.state, record);
  return Object{{"accessEntry", *record.find("Entry")}};
}

Output delete_entry(Call& call) {
  TRY(entry_of(call));
  erase_access_entry(call.state, call.input.text("clusterName"), call.input.text("principalArn"));
  return Object{};
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
  const Input& in = call.input;
  json::Value record = TRY(standard_entry(call));
  std::string policy_arn = in.text("policyArn");
  if (access_policy_name(policy_arn).empty()) return invalid("The specified policyArn is invalid");
  json::Value scope = TRY(scope_of(in));
  json::Value* association = find_association(record, policy_arn);
  if (!association) {
    Array& policies = record.as_object()["Policies"].as_array();
    policies.push_back(Object{{"policyArn", policy_arn}, {"associatedAt", base::to_ms(call.now)}});
    association = &policies.back();
  }
  association->as_object().set("accessScope", std::move(scope));
  association->as_object().set("modifiedAt", base::to_ms(call.now));
  put_access_entry(call.state, record);
  return Object{{"clusterName", in.text("clusterName")},
                {"principalArn", in.text("principalArn")},
                {"associatedAccessPolicy", *association}};
}

Output disassociate_policy(Call& call) {
  json::Value record = TRY(standard_entry(call));
  std::string policy_arn = call.input.text("policyArn");
  if (!find_association(record, policy_arn)) {
    return aws::error("ResourceNotFoundException", 404,
                      "The specified policyArn is not associated with the principalArn");
  }
  std::erase_if(record.as_object()["Policies"].as_array(),
                [&](const json::Value& policy) { return policy.string_or("policyArn", "") == policy_arn; });
  put_access_entry(call.state, record);
  return Object{};
}

// One page of values that have no records of their own: `id` of each orders them.
Output page_of(Call& call, const Array& values, std::string_view id, std::string_view member, Object output) {
  constexpr int64_t kDefaultPage = 20;
  std::vector<Entry> entries;
  for (const json::Value& value : values) entries.push_back({std::string(value.string_or(id, "")), value});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
  Page page = TRY(take_page(std::move(entries), call.input.text("nextToken"),
                            call.input.number("maxResults", kDefaultPage), bad_token()));
  Array shown;
  for (Entry& entry : page.entries) shown.push_back(std::move(entry.value));
  output.set(member, std::move(shown));
  if (!page.next.empty()) output.set("nextToken", page.next);
  return output;
}

Output list_associated(Call& call) {
  json::Value record = TRY(entry_of(call));
  Object output{{"clusterName", call.input.text("clusterName")},
                {"principalArn", call.input.text("principalArn")}};
  return page_of(call, record.find("Policies")->as_array(), "policyArn", "associatedAccessPolicies",
                 std::move(output));
}

Output list_policies(Call& call) {
  Array policies;
  for (const std::string& name : access_policy_names())
    policies.push_back(Object{{"name", name}, {"arn", access_policy_arn(name)}});
  return page_of(call, policies, "name", "accessPolicies", {});
}

constexpr Operation kOperations[] = {
    {"CreateAccessEntry", on_new_entry, create_entry},
    {"DescribeAccessEntry", on_entry, describe_entry},
    {"ListAccessEntries", on_entries, list_entries},
    {"UpdateAccessEntry", on_entry, update_entry},
    {"DeleteAccessEntry", on_entry, delete_entry},
    {"AssociateAccessPolicy", on_association, associate_policy},
    {"DisassociateAccessPolicy", on_association, disassociate_policy},
    {"ListAssociatedAccessPolicies", on_entry, list_associated},
    {"ListAccessPolicies", on_any, list_policies},
};

}  // namespace

std::span<const Operation> access_operations() {
  return kOperations;
}

}  // namespace account::eks
