#include "services/eks/cluster_part.h"

#include <fmt/format.h>

#include "account/call/operation.h"
#include "account/record/tags.h"
#include "services/eks/access_entry.h"
#include "services/eks/addon.h"
#include "services/eks/cluster.h"
#include "services/eks/fargate.h"
#include "services/eks/identity_provider.h"
#include "services/eks/nodegroup.h"
#include "services/eks/pod_identity.h"

namespace account::eks {

std::span<const RecordKind* const> cluster_parts() {
  static constexpr const RecordKind* kParts[] = {&kAccessEntries,   &kPodIdentities,     &kAddons,
                                                 &kFargateProfiles, &kIdentityProviders, &kNodegroups};
  return kParts;
}

std::string part_id(std::string_view cluster, std::string_view name) {
  return fmt::format("{}/{}", cluster, name);
}

std::vector<Entry> parts_of(const State& state, const RecordKind& kind, std::string_view cluster) {
  return state.list(kind.name, {.prefix = part_id(cluster, "")});
}

aws::Result<Resource> locate_part(const Asking& asking) {
  const RecordKind& kind = *asking.need.kind;
  const State& state = asking.call.state;
  bool is_made = asking.need.about == Need::About::created;
  std::string cluster = asking.text(kClusterName);
  std::string given = asking.text(kind.name_member);
  std::string name(is_made && given.empty() ? "*" : given);  // some get their names from EKS
  Resource resource;
  resource.named = part_id(cluster, name);
  resource.arn = arn_of(
      state, kind,
      json::Object{
          {"clusterName", cluster}, {std::string(kind.name_member), name}, {"id", is_made ? "*" : ""}});
  auto there = require(state, kClusters, cluster);
  if (there) {
    resource.record = find(state, kind, resource.named);
    resource.absent = absent(kind, name).value();
  } else {
    resource.absent = there.error();
  }
  if (!resource.record) return resource;
  const json::Value& part = shown(kind, *resource.record);
  resource.arn = std::string(part.string_or(kind.arn_member, ""));
  add_resource_tags(part.find(kind.tags_member), resource.keys);
  return resource;
}

}  // namespace account::eks
