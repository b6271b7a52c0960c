#include <algorithm>

#include "base/diagnostics.h"
#include "blueprint/desired/parts.h"

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

}  // namespace

DesiredCluster complete(DesiredCluster cluster, base::Diagnostics& diagnostics) {
  check_names(cluster, diagnostics);
  cluster.network = complete(network_of(cluster), diagnostics);
  check(eks_of(cluster), diagnostics);
  return cluster;
}

}  // namespace blueprint
