#include <algorithm>
#include <set>

#include "base/diagnostics.h"
#include "blueprint/eks/eks_cluster.h"
#include "blueprint/network/address_block.h"
#include "blueprint/storage/kinds.h"

namespace blueprint {
namespace {

void check_endpoint(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  for (const std::string& text : cluster.public_cidrs) {
    auto block = AddressBlock::parse(text);
    if (!block)
      diagnostics.error("endpoint", {}, fmt::format("`{}` is no block of IPv4 addresses", text),
                        "write one like `203.0.113.0/24`");
    else if (block->length() == 0)
      diagnostics.error("endpoint", {}, fmt::format("`{}` lets the whole internet try the API", text),
                        "name the blocks from which people and pipelines call it");
  }
}

void check_logs(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  const std::vector<std::string> kKinds = EksCluster().logs;
  for (const std::string& kind : cluster.logs)
    if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end())
      diagnostics.error("logs", {}, fmt::format("`{}` is no kind of log of EKS", kind),
                        "there are `api`, `audit`, `authenticator`, `controllerManager` and `scheduler`");
  if (cluster.logs_days != 0 && !is_retention(cluster.logs_days))
    diagnostics.error("logs", {}, fmt::format("Logs keeps nothing for {} days", cluster.logs_days),
                      fmt::format("take one of {}, or 0: for ever", retentions()));
}

void check_nodes(const NodeGroup& group, base::Diagnostics& diagnostics) {
  auto error = [&](std::string message, std::string hint) {
    diagnostics.error("nodes", {}, fmt::format("`{}`: {}", group.name, message), std::move(hint));
  };
  if (group.types.empty()) error("it has no type of instance", "name one like `m7g.large`");
  std::set<std::string> images;
  for (const std::string& type : group.types) images.insert(image_for(group.system, type));
  if (images.size() > 1)
    error("its types are of two architectures, and an image is of one", "make a group for each");
  if (group.least < 0 || group.most < 1 || group.least > group.most)
    error(fmt::format("from {} to {} nodes cannot be", group.least, group.most),
          "let the first be no more than the second");
  if (group.capacity != "ON_DEMAND" && group.capacity != "SPOT")
    error(fmt::format("`{}` is no kind of capacity", group.capacity), "write `ON_DEMAND` or `SPOT`");
  for (const Taint& taint : group.taints)
    if (taint.key.empty() || (taint.effect != "NO_SCHEDULE" && taint.effect != "NO_EXECUTE" &&
                              taint.effect != "PREFER_NO_SCHEDULE"))
      error(fmt::format("`{}={}:{}` is no taint", taint.key, taint.value, taint.effect),
            "its effect is `NO_SCHEDULE`, `NO_EXECUTE` or `PREFER_NO_SCHEDULE`");
}

// https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
void check_fargate(const FargateProfile& profile, base::Diagnostics& diagnostics) {
  auto error = [&](std::string message, std::string hint) {
    diagnostics.error("fargate", {}, fmt::format("`{}`: {}", profile.name, message), std::move(hint));
  };
  if (profile.selectors.empty() || profile.selectors.size() > 5)
    error(fmt::format("it has {} selectors", profile.selectors.size()), "give it 1 to 5");
  for (const FargateProfile::Selector& selector : profile.selectors) {
    if (selector.name_space.empty()) error("a selector has no namespace", "name the namespace of the pods");
    if (selector.labels.size() > 5) error("a selector has more than 5 labels", "name 5 at most");
  }
}

template <typename Thing>
void check_names(const char* key, const std::vector<Thing>& things, base::Diagnostics& diagnostics) {
  std::set<std::string> seen;
  for (const Thing& thing : things)
    if (!seen.insert(thing.name).second)
      diagnostics.error(key, {}, fmt::format("`{}` is there twice", thing.name), "give one another name");
}

}  // namespace

void check(const EksCluster& cluster, base::Diagnostics& diagnostics) {
  if (cluster.version.empty())
    diagnostics.error("version", {}, "the cluster has no version of Kubernetes", "name one that EKS offers");
  check_endpoint(cluster, diagnostics);
  check_logs(cluster, diagnostics);
  for (const std::string& principal : cluster.admins)
    if (principal.find(":iam::") == std::string::npos)
      diagnostics.error("access", {}, fmt::format("`{}` is no ARN of a principal of IAM", principal),
                        "write one like `arn:PARTITION:iam::ACCOUNT:role/NAME`");
  check_names("nodes", cluster.nodes, diagnostics);
  for (const NodeGroup& group : cluster.nodes) check_nodes(group, diagnostics);
  check_names("fargate", cluster.fargate, diagnostics);
  for (const FargateProfile& profile : cluster.fargate) check_fargate(profile, diagnostics);
}

}  // namespace blueprint
