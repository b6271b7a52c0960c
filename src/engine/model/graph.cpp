#include "engine/model/graph.h"

#include <algorithm>

namespace engine {

void Graph::add(Node user, Node needed) {
  needs_[user].push_back(needed);
  users_[needed].push_back(user);
}

// Kahn's algorithm: an edge that is said twice is counted twice and taken off twice.
std::vector<Graph::Node> Graph::order() const {
  std::vector<size_t> missing(size());
  std::vector<Node> order;
  order.reserve(size());
  for (Node node = 0; node < size(); ++node) {
    missing[node] = needs_[node].size();
    if (missing[node] == 0) order.push_back(node);
  }
  for (size_t at = 0; at < order.size(); ++at)
    for (Node user : users_[order[at]])
      if (--missing[user] == 0) order.push_back(user);
  return order;
}

// What order() leaves out lies on a cycle or behind one. So each such node needs another one of them: whoever goes from
// need to need comes back to where he was.
std::vector<Graph::Node> Graph::cycle() const {
  std::vector<bool> is_left(size(), true);
  for (Node node : order()) is_left[node] = false;
  auto first = std::find(is_left.begin(), is_left.end(), true);
  if (first == is_left.end()) return {};

  std::vector<Node> path;
  std::vector<bool> seen(size());
  Node node = static_cast<Node>(first - is_left.begin());
  while (!seen[node]) {
    seen[node] = true;
    path.push_back(node);
    node = *std::find_if(needs_[node].begin(), needs_[node].end(), [&](Node need) { return is_left[need]; });
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), node));
  return path;
}

std::vector<int64_t> Graph::remaining(const std::vector<int64_t>& weights) const {
  std::vector<int64_t> remaining(size());
  std::vector<Node> nodes = order();
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    int64_t behind = 0;
    for (Node user : users_[*node]) behind = std::max(behind, remaining[user]);
    remaining[*node] = weights[*node] + behind;
  }
  return remaining;
}

std::vector<bool> Graph::closure(const std::vector<Node>& from, Direction direction) const {
  const auto& next = direction == Direction::needs ? needs_ : users_;
  std::vector<bool> is_in(size());
  std::vector<Node> open = from;
  while (!open.empty()) {
    Node node = open.back();
    open.pop_back();
    if (is_in[node]) continue;
    is_in[node] = true;
    open.insert(open.end(), next[node].begin(), next[node].end());
  }
  return is_in;
}

}  // namespace engine
