// When a run will have ended, by the critical path: if everything takes as long as it typically does.
#pragma once

#include <map>

#include "engine/apply/report.h"
#include "engine/model/graph.h"
#include "engine/plan.h"

namespace engine {

// The steps of a plan by their places.
Graph graph_of(const Plan& plan);

// `began`: when the steps began that run. Steps that have ended, or will not be tried, take no time. Linear in steps
// and edges.
base::Time expected_end(const Plan& plan, const Graph& graph, const std::vector<StepStatus>& steps,
                        const std::map<Graph::Node, base::Time>& began, base::Time now);

}  // namespace engine
