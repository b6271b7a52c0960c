#include "engine/apply/forecast.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace engine {

using base::Time;

Graph graph_of(const Plan& plan) {
  std::unordered_map<std::string_view, Graph::Node> places;
  Graph graph(plan.steps.size());
  for (Graph::Node node = 0; node < plan.steps.size(); ++node) {
    for (const std::string& need : plan.steps[node].needs) graph.add(node, places.at(need));
    places.emplace(plan.steps[node].id, node);
  }
  return graph;
}

Time expected_end(const Plan& plan, const Graph& graph, const std::vector<StepStatus>& steps,
                  const std::map<Graph::Node, Time>& began, Time now) {
  std::vector<Time> ends(graph.size(), now);
  Time last = now;
  for (Graph::Node node = 0; node < graph.size(); ++node) {
    if (steps[node] != StepStatus::waiting && steps[node] != StepStatus::running) continue;
    Time begins = now;
    for (Graph::Node need : graph.needs(node)) begins = std::max(begins, ends[need]);
    auto running = began.find(node);
    if (running != began.end()) begins = running->second;
    ends[node] = std::max(now, begins + plan.steps[node].expected);
    last = std::max(last, ends[node]);
  }
  return last;
}

}  // namespace engine
