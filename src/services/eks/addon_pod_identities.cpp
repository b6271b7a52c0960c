#include "services/eks/addon_pod_identities.h"

#include <algorithm>

#include "services/eks/answers.h"
#include "services/eks/cluster.h"

namespace account::eks {
namespace {

using json::Array;

std::vector<Entry> owned_by(const Call& call, std::string_view addon_arn) {
  std::vector<Entry> all = parts_of(call.state, kPodIdentities, call.input.text(kClusterName));
  std::erase_if(all, [&](const Entry& one) {
    return shown(kPodIdentities, one.value).string_or("ownerArn", "") != addon_arn;
  });
  return all;
}

// The add-on's own association of that service account has the role from now on; one is made where there is none.
aws::Result<std::string> put_association(Call& call, std::vector<Entry>& owned,
                                         const NewPodIdentity& wanted) {
  auto own = std::find_if(owned.begin(), owned.end(), [&](const Entry& one) {
    return shown(kPodIdentities, one.value).string_or("serviceAccount", "") == wanted.service_account;
  });
  std::string cluster = call.input.text(kClusterName);
  json::Value record;
  if (own == owned.end()) {
    record = TRY(make_pod_identity(call, wanted));
  } else {
    TRY(check_pod_role(call, wanted));
    record = std::move(own->value);
    owned.erase(own);
    shown(kPodIdentities, record).set("roleArn", wanted.role_arn);
  }
  const json::Value& association = shown(kPodIdentities, std::as_const(record));
  call.make(kPodIdentities, part_id(cluster, association.string_or("associationId", "")), record);
  return std::string(association.string_or("associationArn", ""));
}

}  // namespace

aws::Result<void> set_pod_identities(Call& call, const KnownAddon& known, json::Object& addon) {
  std::string arn = addon.find("addonArn")->as_string();
  std::string name_space(addon.find("namespaceConfig")->string_or("namespace", ""));
  std::vector<Entry> owned = owned_by(call, arn);
  Array arns;
  for (const json::Value& one : call.input.list("podIdentityAssociations")) {
    std::string account(one.string_or("serviceAccount", ""));
    if (!known.accounts.contains(account))
      return invalid(fmt::format("The service account {} is not one of those of addon {} that take a role",
                                 account, known.name));
    NewPodIdentity wanted{name_space, account, std::string(one.string_or("roleArn", "")), arn};
    arns.push_back(TRY(put_association(call, owned, wanted)));
  }
  for (const Entry& one : owned)
    remove(call.state, kPodIdentities, one.id);  // those that are wanted no longer
  addon.erase("podIdentityAssociations");
  if (!arns.empty()) addon.set("podIdentityAssociations", std::move(arns));
  return {};
}

void remove_pod_identities(Call& call, const json::Value& addon) {
  for (const Entry& one : owned_by(call, addon.string_or("addonArn", "")))
    remove(call.state, kPodIdentities, one.id);
}

}  // namespace account::eks
