// What EKS finds by itself of a cluster (insights.cpp), as far as other operations ask.
#pragma once

#include <string>
#include <vector>

#include "account/call/operation.h"

namespace account::eks {

// Names of insights that keep the cluster from its next version, unless that is forced.
std::vector<std::string> upgrade_errors(const State& state, const json::Value& cluster, base::Time now);

}  // namespace account::eks
