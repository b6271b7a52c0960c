#include "engine/command/lost.h"

#include "engine/plan_json.h"

namespace engine {
namespace {

bool is_whole(const Resource& resource) {
  return outputs_in(resource.desired).empty() && outputs_in(to_json(resource.connection)).empty();
}

// The key of what stands at an address, known or to be known.
Key key_at(const State& state, const std::string& address) {
  const auto* newest = state.newest(address);
  return newest ? newest->first : Key{address, state.next_generation(address)};
}

const json::Value* seen_output(const Output& output, const State& state, const Observed& observed) {
  Key key = key_at(state, output.address);
  auto seen = observed.find(key);
  if (seen != observed.end())
    return seen->second.is_there && seen->second.is_ours ? seen->second.outputs.find(output.name) : nullptr;
  const Record* record = state.find(key);
  return record ? record->outputs.find(output.name) : nullptr;
}

}  // namespace

Resource with_seen_outputs(const Resource& resource, const State& state, const Observed& observed) {
  Resource filled = resource;
  auto known = [&](const Output& output) { return seen_output(output, state, observed); };
  for (json::Value* value :
       {&filled.desired, &filled.connection.account, &filled.connection.region, &filled.connection.cluster})
    *value = fill(*value, known);
  return filled;
}

base::Status find_lost(const State& state, const std::vector<Resource>& desired, Observed& observed,
                       const Look& look) {
  State nothing;  // what is known was seen by the first look
  nothing.lineage = state.lineage;
  nothing.generations = state.generations;
  while (true) {
    std::vector<Resource> due;
    for (const Resource& resource : desired) {
      if (state.newest(resource.address) || observed.contains(key_at(state, resource.address))) continue;
      Resource filled = with_seen_outputs(resource, state, observed);
      if (is_whole(filled)) due.push_back(std::move(filled));
    }
    if (due.empty()) return {};
    Observed seen = TRY(look(nothing, due));
    if (seen.empty()) return {};
    observed.merge(seen);
  }
}

}  // namespace engine
