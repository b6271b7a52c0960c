// A second evaluator, for tests only: written straight from the rules, on the documents as JSON, slow and
// simple. It shares no code with the real one but the types of request and decision, so that a mistake would
// have to be made twice.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/json.h"
#include "policy/decide/evaluate.h"

namespace policy::naive {

using Documents = std::vector<json::Value>;

struct Layers {
  Documents identity;
  std::optional<json::Value> boundary;
  std::optional<Documents> session;
  std::optional<json::Value> resource;
  ResourcePolicyKind resource_kind = ResourcePolicyKind::ordinary;
  Documents endpoint;
  std::vector<Documents> scps;
  std::vector<Documents> rcps;
};

std::pair<Outcome, Layer> evaluate(const Request& request, const Layers& layers);

}  // namespace policy::naive
