#include <algorithm>
#include <array>

#include "account/call/facilities.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"

namespace account::eks {
namespace {

constexpr std::array kTypes = {"STANDARD", "FARGATE_LINUX", "EC2_LINUX",     "EC2_WINDOWS",
                               "EC2",      "HYBRID_LINUX",  "HYPERPOD_LINUX"};

std::string type_of(const Input& in) {
  return in.has("type") ? in.text("type") : std::string(kStandard);
}

void new_entry_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  context.set("eks:accessEntryType", type_of(in));
  context.set("eks:principalArn", in.text("principalArn"));
  if (in.has("username")) context.set("eks:username", in.text("username"));
  if (in.has("kubernetesGroups")) context.set_list("eks:kubernetesGroups", in.texts("kubernetesGroups"));
}

// Who makes an entry for a node's role hands the role on (Amazon EKS User Guide, "Create access entries").
bool is_for_nodes(const Asking& asking, const Resource&) {
  std::string type = asking.text("type");
  return type == "EC2_LINUX" || type == "EC2_WINDOWS";
}
constexpr When kIsForNodes{"the entry is for nodes", is_for_nodes};

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
  TRY(check_takes_entries(call.the().record));
  TRY(check_takes_parts(call));
  const std::string& name = call.the().named;
  std::string type = type_of(in);
  if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end())
    return invalid(fmt::format("The specified type {} is invalid", type));
  if (find_access_entry(call.state, name, in.text("principalArn")))
    return aws::error("ResourceInUseException", 409,
                      "The specified access entry resource is already in use on this cluster.");
  Principal principal = TRY(principal_for(call, type));
  json::Value record = make_access_entry(call.state, name, principal, type, call.now, call.facilities.random);
  json::Object& entry = record.as_object()["Entry"].as_object();
  TRY(take_names(in, entry));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  if (in.has("tags")) entry.set("tags", *in.find("tags"));
  call.make(kAccessEntries, entry_id(name, principal.arn), record);
  return Object{{"accessEntry", *record.find("Entry")}};
}

Output describe_entry(Call& call) {
  return Object{{"accessEntry", *call.the().record.find("Entry")}};
}

Output list_entries(Call& call) {
  TRY(check_takes_entries(call.the().record));
  std::string policy_arn = call.input.text("associatedPolicyArn");
  std::vector<Entry> entries = access_entries(call.state, call.the().named);
  std::erase_if(entries, [&](const Entry& entry) {
    return !policy_arn.empty() && !find_association(entry.value, policy_arn);
  });
  return list_page(call, std::move(entries), "accessEntries",
                   [](const Entry& entry) { return *entry.value.find("Entry")->find("principalArn"); });
}

Output update_entry(Call& call) {
  TRY(check_takes_parts(call));
  json::Object& entry = shown(kAccessEntries, call.the().record);
  TRY(take_names(call.input, entry));
  entry.set("modifiedAt", base::to_ms(call.now));
  call.save(call.the());
  return describe_entry(call);
}

Output delete_entry(Call& call) {
  TRY(check_takes_parts(call));
  call.erase(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateAccessEntry",
     {on(kClusters, kClusterName).keys(new_entry_keys),
      creates(kAccessEntries).asks("eks:TagResource").when("tags"),
      passes("eks.amazonaws.com", "principalArn").when(kIsForNodes)},
     create_entry},
    {"DescribeAccessEntry", {on(kAccessEntries)}, describe_entry},
    {"ListAccessEntries", {on(kClusters, kClusterName)}, list_entries},
    {"UpdateAccessEntry", {on(kAccessEntries)}, update_entry},
    {"DeleteAccessEntry", {on(kAccessEntries)}, delete_entry},
};

}  // namespace

std::span<const Operation> access_entry_operations() {
  return kOperations;
}

}  // namespace account::eks
