#include <algorithm>

#include "base/diagnostics.h"
#include "base/text.h"
#include "blueprint/desired/parts.h"
#include "blueprint/trust/names.h"

namespace blueprint {
namespace {

// 1 to 100 letters, digits, `-` and `_`, the first a letter or digit ("CreateCluster", EKS API Reference). Names of
// buckets and queues are made of it, so neither capitals nor `_` are taken.
bool is_name(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void check_names(const DesiredCluster& cluster, base::Diagnostics& diagnostics) {
  if (!is_name(cluster.name, 40))
    diagnostics.error("name", {}, fmt::format("`{}` is no name of a cluster", cluster.name),
                      "take 1 to 40 of a-z, 0-9 and `-`, with neither end a `-`");
  if (!is_name(cluster.prefix, 20))
    diagnostics.error("prefix", {},
                      fmt::format("`{}` cannot stand at the beginning of names", cluster.prefix),
                      "take 1 to 20 of a-z, 0-9 and `-`, with neither end a `-`");
}

void check_iam(const DesiredCluster& cluster, base::Diagnostics& diagnostics) {
  const std::string& path = cluster.iam.path;
  if (path.empty() || path.front() != '/' || path.back() != '/' || path.size() > 512)
    diagnostics.error("iam", {}, fmt::format("`{}` is no path of roles", path), "write one like `/slipway/`");
  if (!cluster.iam.boundary.empty() && !is_policy_arn(cluster.iam.boundary))
    diagnostics.error("iam", {}, fmt::format("`{}` is no ARN of a policy", cluster.iam.boundary),
                      "write one like `arn:PARTITION:iam::ACCOUNT:policy/NAME`");
  std::vector<std::string> uses = role_uses(cluster);
  for (const auto& [use, arn] : cluster.iam.given) {
    if (std::find(uses.begin(), uses.end(), use) == uses.end())
      diagnostics.error("iam", {}, fmt::format("this cluster has no role for `{}`", use),
                        fmt::format("it has {}", base::join(uses, ", ")));
    if (!is_role_arn(arn))
      diagnostics.error("iam", {}, fmt::format("`{}` is no ARN of a role", arn),
                        "write one like `arn:PARTITION:iam::ACCOUNT:role/NAME`");
  }
}

void check_secrets(const DesiredCluster& cluster, base::Diagnostics& diagnostics) {
  bool is_key = cluster.secrets.starts_with("arn:") && cluster.secrets.find(":kms:") != std::string::npos;
  if (cluster.secrets != "managed" && cluster.secrets != "eks" && !is_key)
    diagnostics.error("encryption", {}, fmt::format("`{}` is no key", cluster.secrets),
                      "write `managed`, `eks`, or the ARN of a key of KMS");
}

}  // namespace

DesiredCluster complete(DesiredCluster cluster, base::Diagnostics& diagnostics) {
  check_names(cluster, diagnostics);
  check_iam(cluster, diagnostics);
  check_secrets(cluster, diagnostics);
  const Place somewhere;  // what cannot be does not depend on it
  cluster.network = complete(network_of(cluster, somewhere), diagnostics);
  check(eks_of(cluster, somewhere), diagnostics);
  check(controllers_of(cluster), diagnostics);
  return cluster;
}

}  // namespace blueprint
