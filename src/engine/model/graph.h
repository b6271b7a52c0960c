// A graph of what needs what, by number. It knows nothing of what its nodes are: resources and steps are ordered by the
// same few functions. Each of them costs time linear in nodes and edges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engine {

class Graph {
 public:
  using Node = uint32_t;

  explicit Graph(size_t nodes = 0) : needs_(nodes), users_(nodes) {}

  // `user` comes behind `needed`. Saying it twice does no harm.
  void add(Node user, Node needed);

  size_t size() const { return needs_.size(); }
  const std::vector<Node>& needs(Node node) const { return needs_[node]; }
  const std::vector<Node>& users(Node node) const { return users_[node]; }

  // Each node behind those that it needs; of those that could come next the smallest number first, as far as the order
  // of their needs lets it. Shorter than the graph: the nodes that are missing lie on a cycle or behind one.
  std::vector<Node> order() const;

  // Nodes of which each needs the next, and the last the first; empty: there is no cycle.
  std::vector<Node> cycle() const;

  // For each node the weight of the heaviest path that begins with it and goes on through its users: how long it takes
  // at least from its start to the end of everything. Of a graph without cycles.
  std::vector<int64_t> remaining(const std::vector<int64_t>& weights) const;

  // The nodes, and all that they need, or all that needs them.
  enum class Direction { needs, users };
  std::vector<bool> closure(const std::vector<Node>& from, Direction direction) const;

 private:
  std::vector<std::vector<Node>> needs_;
  std::vector<std::vector<Node>> users_;
};

}  // namespace engine
