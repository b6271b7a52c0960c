// The resources of a configuration as a graph: an edge for each reference, and for what is needed besides.
#pragma once

#include <string_view>
#include <unordered_map>

#include "base/diagnostics.h"
#include "engine/model/graph.h"
#include "engine/model/kind.h"

namespace engine {

struct ResourceGraph {
  Graph graph;  // nodes are places in the list of resources
  std::vector<Graph::Node> order;
  std::unordered_map<std::string_view, Graph::Node>
      by_address;  // views into the resources, which must live on
};

// Tells in `diagnostics` whatever makes the list unusable: an address twice, a kind or an address that is not there, a
// value that stands for nothing, a cycle. Then the graph is not to be used. Linear in resources and references.
ResourceGraph make_graph(const std::vector<Resource>& resources, const Kinds& kinds,
                         base::Diagnostics& diagnostics);

// What a resource refers to: the addresses in its connection and its desired state, and those that it needs besides.
// Each once.
std::vector<std::string> needs_of(const Resource& resource);

}  // namespace engine
