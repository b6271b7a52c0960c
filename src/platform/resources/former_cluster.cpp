#include "platform/resources/former_cluster.h"

#include "blueprint/cluster/cluster_role.h"
#include "blueprint/kinds/kinds.h"
#include "platform/resources/former.h"

namespace platform {
namespace {

Former cluster_of(const JournalEntry& made, const blueprint::ClusterTarget& target) {
  return {"cluster",
          blueprint::kEksCluster,
          {{"name", made.name}},
          {{"name", made.name}, {"tags", blueprint::to_object(target.owner().tags())}},
          {"role"},
          made.done};
}

// arn:PARTITION:iam::ACCOUNT:oidc-provider/ISSUER
Former provider_of(const JournalEntry& made, const blueprint::ClusterTarget& target) {
  std::string issuer = "https://" + made.name.substr(made.name.find('/') + 1);
  return {"identity-provider",
          blueprint::kIdentityProvider,
          {{"OpenIDConnectProviderArn", made.name}},
          blueprint::desired_identity_provider(issuer, target.owner().tags()),
          {"cluster"},
          made.done};
}

std::vector<Former> things_of(const std::vector<JournalEntry>& entries,
                              const blueprint::ClusterTarget& target, const blueprint::Marks& role_tags) {
  std::vector<Former> things;
  for (const JournalEntry& made : entries) {
    if (made.kind == "cluster-role") things = former_role("role", made, role_tags);
    if (made.kind == "cluster") things.push_back(cluster_of(made, target));
    if (made.kind == "identity-provider") things.push_back(provider_of(made, target));
  }
  return things;
}

}  // namespace

base::Status move_former_cluster(const blueprint::ClusterTarget& target, const Platform& platform) {
  std::vector<JournalEntry> former = TRY(platform.files.former_cluster(target.organization, target.cluster));
  if (former.empty()) return {};
  auto role_tags = TRY(blueprint::tags_of_cluster_role(*target.cloud, target.cluster));
  TRY(platform.files.set_aside(target.organization, target.cluster));
  TRY(write_former(things_of(former, target, role_tags.value_or(target.owner().tags())), target.cluster,
                   *target.lock, platform));
  return platform.files.mark_moved(target.organization, target.cluster);
}

}  // namespace platform
