#include "engine/planning/planner.h"

#include <algorithm>
#include <unordered_map>

#include "engine/planning/protection.h"
#include "engine/planning/step_list.h"

namespace engine {
namespace {

using base::ErrorKind;
using Nodes = std::vector<Graph::Node>;

Nodes steps_at(const StepList& list, const std::vector<std::string>& addresses) {
  Nodes nodes;
  for (Graph::Node node = 0; node < list.steps.size(); ++node)
    if (std::find(addresses.begin(), addresses.end(), list.steps[node].address) != addresses.end())
      nodes.push_back(node);
  return nodes;
}

std::vector<bool> in_scope(const StepList& list, const PlanOptions& options) {
  std::vector<bool> is_in(list.steps.size(), true);
  if (!options.targets.empty())
    is_in = list.graph.closure(steps_at(list, options.targets), Graph::Direction::needs);
  std::vector<bool> is_out = list.graph.closure(steps_at(list, options.excludes), Graph::Direction::users);
  for (size_t node = 0; node < is_in.size(); ++node) is_in[node] = is_in[node] && !is_out[node];
  return is_in;
}

void check_addresses(const PlanInputs& inputs, const ResourceGraph& graph,
                     const std::vector<std::string>& addresses, base::Diagnostics& diagnostics) {
  for (const std::string& address : addresses)
    if (!graph.by_address.contains(address) && !inputs.state.newest(address))
      diagnostics.error("unknown-address", {}, fmt::format("`{}` is neither desired nor there", address),
                        "correct the address");
}

// A plan is shown and kept: a secret in it would be told. So would an output, which is data once it is known.
void check_secrets(const PlanInputs& inputs, base::Diagnostics& diagnostics) {
  for (const Resource& resource : inputs.desired) {
    const ResourceKind* kind = find_kind(inputs.kinds, resource.kind);
    for (size_t at = 0; kind && at < kind->secret.size(); ++at) {
      const json::Value* value = resource.desired.find(kind->secret[at]);
      if (!value || value->is_null() || value->find("$secret")) continue;
      diagnostics.error(
          "plain-secret", {},
          fmt::format("`{}` of `{}` is a secret, and stands there in plain text or as an output",
                      kind->secret[at], resource.address),
          "keep it as a secret, and refer to that");
    }
  }
}

// What has the name of something that was never made, and is not to be adopted as it is.
void check_names(const PlanInputs& inputs, base::Diagnostics& diagnostics) {
  for (const Resource& resource : inputs.desired) {
    if (!resource.adopt.is_null() || inputs.state.newest(resource.address)) continue;
    auto found = inputs.observed.find({resource.address, inputs.state.next_generation(resource.address)});
    if (found == inputs.observed.end() || !found->second.is_there || found->second.is_ours) continue;
    base::Error error = not_ours(found->second);
    diagnostics.error("not-ours", {}, fmt::format("`{}`: {}", resource.address, error.message), error.hint);
  }
}

// Parts and ids: an address with one step gives it its name.
void number(std::vector<Step>& steps) {
  std::unordered_map<std::string, int64_t> count, next;
  for (const Step& step : steps) ++count[step.address];
  for (Step& step : steps) {
    step.part = {++next[step.address], count[step.address]};
    step.id = step.part.of == 1 ? step.address : fmt::format("{}#{}", step.address, step.part.number);
  }
}

Refusal circle(const StepList& list) {
  std::string text;
  for (Graph::Node node : list.graph.cycle())
    text += fmt::format("{}{} `{}`", text.empty() ? "" : ", ", action_name(list.steps[node].action),
                        list.steps[node].address);
  return {"", fmt::format("these steps would each have to wait for the next: {}", text),
          "make the change in two parts, each with an apply of its own"};
}

std::vector<Step> in_order(StepList& list, const std::vector<bool>& is_in) {
  std::vector<Step> steps;
  Nodes places;  // in the list, of each step
  for (Graph::Node node : list.graph.order()) {
    if (!is_in[node]) continue;
    places.push_back(node);
    steps.push_back(std::move(list.steps[node]));
  }
  number(steps);
  std::vector<const std::string*> ids(list.steps.size());
  for (size_t at = 0; at < steps.size(); ++at) ids[places[at]] = &steps[at].id;
  for (size_t at = 0; at < steps.size(); ++at) {
    Nodes needs = list.graph.needs(places[at]);
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    for (Graph::Node need : needs)
      if (ids[need]) steps[at].needs.push_back(*ids[need]);
  }
  return steps;
}

}  // namespace

Planned make_plan(const PlanInputs& inputs, const PlanOptions& options, base::Diagnostics& diagnostics) {
  Planned planned;
  ResourceGraph graph = make_graph(inputs.desired, inputs.kinds, diagnostics);
  check_secrets(inputs, diagnostics);
  check_names(inputs, diagnostics);
  for (const auto* addresses : {&options.targets, &options.excludes})
    check_addresses(inputs, graph, *addresses, diagnostics);
  for (const auto& [key, record] : inputs.state.records)
    if (!find_kind(inputs.kinds, record.kind))
      diagnostics.error("unknown-kind", {},
                        fmt::format("`{}` was made as `{}`, a kind that this Slipway does not know",
                                    key.address, record.kind),
                        "use the Slipway that made it, or a later one");
  if (diagnostics.has_errors()) return planned;

  planned.plan.lineage = inputs.state.lineage;
  planned.plan.serial = inputs.state.serial;
  StepList list = make_steps(inputs, graph, decide(inputs, graph));
  if (!list.graph.cycle().empty()) {
    planned.refusals.push_back(circle(list));
    return planned;
  }
  planned.plan.steps = in_order(list, in_scope(list, options));
  planned.refusals = refusals(planned.plan, inputs, options);
  return planned;
}

bool is_making(const Step& step) {
  return !step.after.is_null();
}

bool is_destroying(const Step& step) {
  return step.after.is_null() && step.action != Action::forget;
}

Key key_of(const Step& step) {
  return {step.address, step.generation};
}

base::Status check_fresh(const Plan& plan, const State& state) {
  base::Error error{ErrorKind::conflict, "", "make a new plan"};
  if (plan.lineage != state.lineage)
    error.message = fmt::format("the plan is one of another state: `{}`, and this one is `{}`", plan.lineage,
                                state.lineage);
  else if (plan.serial != state.serial)
    error.message = fmt::format("the state has moved on since the plan was made: from {} to {}", plan.serial,
                                state.serial);
  else
    return {};
  return tl::unexpected(std::move(error));
}

base::Status check_same(const Plan& saved, const Plan& now) {
  if (saved == now) return {};
  base::Error error{ErrorKind::conflict, "something was changed since the plan was made", "make a new plan"};
  for (size_t at = 0; at < std::max(saved.steps.size(), now.steps.size()); ++at) {
    const Plan& longer = at < now.steps.size() ? now : saved;
    if (at < saved.steps.size() && at < now.steps.size() && saved.steps[at] == now.steps[at]) continue;
    error.message = fmt::format("`{}` was changed since the plan was made", longer.steps[at].address);
    break;
  }
  return tl::unexpected(std::move(error));
}

}  // namespace engine
