// Where in the file it says what cannot be of a cluster.
#include <algorithm>

#include "base/text.h"
#include "blueprint/cluster/whole.h"
#include "platform/load/described.h"

namespace platform {
namespace {

using blueprint::DesiredCluster;
using json::Value;

constexpr std::string_view kOfNetwork[] = {"cidr",      "zones",     "nat", "private_cidrs", "public_cidrs",
                                           "endpoints", "flow_logs", "vpc", "subnets"};
// Of a network that is there already, these are as they are.
constexpr std::string_view kOfOwnNetwork[] = {"cidr",          "zones",        "nat",
                                              "private_cidrs", "public_cidrs", "endpoints"};

const Value& network_of(const Value& cluster) {
  static const Value kNone;
  const Value* network = cluster.find("network");
  return network ? *network : kNone;
}

// The key of the file that a finding of blueprint/desired is about.
const json::Member* find_key(const json::Member& cluster, std::string_view id) {
  bool is_of_network = std::find(std::begin(kOfNetwork), std::end(kOfNetwork), id) != std::end(kOfNetwork);
  const Value& at = is_of_network ? network_of(cluster.value) : cluster.value;
  if (!at.is_object()) return nullptr;
  for (const json::Member& each : at.as_object())
    if (each.name == id) return &each;
  return nullptr;
}

// The name or the text below it that a message speaks of.
std::optional<base::Span> find_text(const json::Member& member, std::string_view text) {
  if (member.name == text) return member.name_span;
  if (member.value.is_string() && member.value.as_string() == text) return member.value.span;
  if (member.value.is_object())
    for (const json::Member& each : member.value.as_object())
      if (auto found = find_text(each, text)) return found;
  if (member.value.is_array())
    for (const Value& each : member.value.as_array()) {
      if (auto found = find_text(json::Member{"", each}, text)) return found;
    }
  return std::nullopt;
}

// Of `a` and `b` in a message, the first that stands there.
base::Span span_of(const json::Member& cluster, const base::Diagnostic& finding) {
  const json::Member* key = find_key(cluster, finding.id);
  if (!key) return cluster.name_span;
  std::vector<std::string_view> parts = base::split(finding.message, '`');
  for (size_t quoted = 1; quoted < parts.size(); quoted += 2) {
    std::string_view text = parts[quoted];
    for (std::string_view name : {text, text.substr(0, text.find(':'))})
      if (auto found = find_text(*key, name)) return *found;
  }
  return key->value.is_object() || key->value.is_array() ? key->name_span : key->value.span;
}

void check_given_network(const Value& network, base::Diagnostics& diagnostics) {
  const Value* vpc = network.find("vpc");
  const Value* subnets = network.find("subnets");
  if (!vpc && subnets)
    diagnostics.error("no-vpc", subnets->span, "these are subnets of no VPC that is named",
                      "name it: `vpc: vpc-...`; or take `subnets` away, and a network is made");
  if (!vpc) return;
  for (std::string_view key : kOfOwnNetwork)
    if (const Value* value = network.find(key))
      diagnostics.error(
          "vpc-is-there", value->span,
          fmt::format("`{}` is of a network that is made, and `vpc` names one that is there", key),
          fmt::format("take `{}` away, or `vpc` and `subnets`", key));
}

}  // namespace

void check_described(const json::Member& cluster, const DesiredCluster& desired,
                     base::Diagnostics& diagnostics) {
  if (const Value* kubeconfig = cluster.value.find("kubeconfig"))
    diagnostics.error("two-clusters", kubeconfig->span,
                      "`kubeconfig` names a cluster that there is, and the other keys describe one to make",
                      "keep `account`, `region` and `kubeconfig`, or take `kubeconfig` away");
  check_given_network(network_of(cluster.value), diagnostics);
  base::Diagnostics found;
  complete(blueprint::assumed(desired), found);
  size_t before = diagnostics.list().size();
  for (const base::Diagnostic& each : found.list()) {
    base::Span span = span_of(cluster, each);
    // What the schema has said of a value is not said again in other words.
    bool is_told =
        std::any_of(diagnostics.list().begin(), diagnostics.list().begin() + static_cast<long>(before),
                    [&](const base::Diagnostic& other) { return other.span.offset == span.offset; });
    if (!is_told) diagnostics.add({each.severity, each.id, each.message, each.hint, "", span});
  }
}

}  // namespace platform
