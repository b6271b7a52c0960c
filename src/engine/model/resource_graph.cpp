#include "engine/model/resource_graph.h"

#include <algorithm>
#include <set>

namespace engine {
namespace {

using base::Diagnostics;

void check_alone(const Resource& resource, const Kinds& kinds, Diagnostics& diagnostics) {
  const base::Span& place = resource.desired.span;
  if (!find_kind(kinds, resource.kind))
    diagnostics.error(
        "unknown-kind", place,
        fmt::format("`{}` is of the kind `{}`, which there is not", resource.address, resource.kind));
  if (!resource.desired.is_object())
    diagnostics.error("no-object", place,
                      fmt::format("the desired state of `{}` is no object", resource.address));
  auto checked = check_value(resource.desired);
  if (!checked)
    diagnostics.error("bad-value", place, checked.error().in(resource.address).message, checked.error().hint);
}

void add_edges(const Resource& resource, Graph::Node node, ResourceGraph& out, Diagnostics& diagnostics) {
  for (const std::string& need : needs_of(resource)) {
    auto found = out.by_address.find(need);
    if (found != out.by_address.end())
      out.graph.add(node, found->second);
    else
      diagnostics.error("unknown-address", resource.desired.span,
                        fmt::format("`{}` needs `{}`, which there is not", resource.address, need),
                        "correct the address, or add the resource");
  }
}

void check_cycle(const std::vector<Resource>& resources, const Graph& graph, Diagnostics& diagnostics) {
  std::vector<Graph::Node> cycle = graph.cycle();
  if (cycle.empty()) return;
  std::string text;
  for (Graph::Node node : cycle) text += fmt::format("`{}` needs ", resources[node].address);
  diagnostics.error(
      "cycle", resources[cycle.front()].desired.span,
      fmt::format("{}`{}`: none of them can be the first", text, resources[cycle.front()].address),
      "take one of these references away");
}

}  // namespace

std::vector<std::string> needs_of(const Resource& resource) {
  std::vector<std::string> needs;
  std::set<std::string, std::less<>> seen;
  auto add = [&](const std::string& address) {
    if (seen.insert(address).second) needs.push_back(address);
  };
  for (const json::Value* value : {&resource.connection.account, &resource.connection.region,
                                   &resource.connection.cluster, &resource.desired})
    if (check_value(*value))
      for (const Output& output : outputs_in(*value)) add(output.address);
  for (const std::string& address : resource.needs) add(address);
  return needs;
}

ResourceGraph make_graph(const std::vector<Resource>& resources, const Kinds& kinds,
                         Diagnostics& diagnostics) {
  ResourceGraph out{Graph(resources.size()), {}, {}};
  for (Graph::Node node = 0; node < resources.size(); ++node) {
    const Resource& resource = resources[node];
    check_alone(resource, kinds, diagnostics);
    if (!out.by_address.emplace(resource.address, node).second)
      diagnostics.error("address-twice", resource.desired.span,
                        fmt::format("two resources have the address `{}`", resource.address));
  }
  for (Graph::Node node = 0; node < resources.size(); ++node)
    add_edges(resources[node], node, out, diagnostics);
  out.order = out.graph.order();
  if (out.order.size() != resources.size()) check_cycle(resources, out.graph, diagnostics);
  return out;
}

}  // namespace engine
