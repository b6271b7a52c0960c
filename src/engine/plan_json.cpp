#include "engine/plan_json.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <unordered_set>

#include "engine/plan_reader.h"

namespace engine {
namespace {

constexpr int64_t kVersion = 1;

json::Value calls_json(const std::vector<PlannedCall>& calls) {
  json::Array out;
  for (const PlannedCall& call : calls)
    out.push_back(json::Object{{"api", call.api}, {"operation", call.operation}, {"times", call.times}});
  return out;
}

json::Value step_json(const Step& step) {
  json::Array needs(step.needs.begin(), step.needs.end());
  return json::Object{{"id", step.id},
                      {"address", step.address},
                      {"kind", step.kind},
                      {"action", action_name(step.action)},
                      {"generation", step.generation},
                      {"part", json::Object{{"number", step.part.number}, {"of", step.part.of}}},
                      {"connection", to_json(step.connection)},
                      {"before", step.before},
                      {"after", step.after},
                      {"why", step.why},
                      {"impact", impact_name(step.impact)},
                      {"forcedBy", json::Array(step.forced_by.begin(), step.forced_by.end())},
                      {"needs", std::move(needs)},
                      {"expectedSeconds", static_cast<int64_t>(step.expected.count())},
                      {"calls", calls_json(step.calls)}};
}

bool is_text_or_output(const json::Value& value) {
  if (value.is_string()) return !value.as_string().empty();
  return value.is_object() && check_value(value) && outputs_in(value).size() == 1 &&
         secrets_in(value).empty() && value == after(outputs_in(value).front());
}

Connection read_connection(PlanReader& reader, const json::Value& step) {
  const json::Value& value = reader.object(step, "connection");
  Connection connection;
  for (auto [name, place] : {std::pair{"account", &connection.account},
                             {"region", &connection.region},
                             {"cluster", &connection.cluster}})
    if (const json::Value* found = value.find(name)) *place = *found;
  bool is_aws = !connection.account.is_null() && !connection.region.is_null() && connection.cluster.is_null();
  bool is_cluster =
      !connection.cluster.is_null() && connection.account.is_null() && connection.region.is_null();
  if (!is_aws && !is_cluster) reader.error(value, "a connection is an account and a region, or a cluster");
  for (const json::Value* each : {&connection.account, &connection.region, &connection.cluster})
    if (!each->is_null() && !is_text_or_output(*each))
      reader.error(*each, "a text was expected, or an output");
  return connection;
}

Step read_step(PlanReader& reader, const json::Value& value) {
  Step step;
  step.id = reader.text(value, "id");
  step.address = reader.text(value, "address");
  step.kind = reader.text(value, "kind");
  step.action = reader.action(value);
  step.generation = reader.count(value, "generation", 1);
  const json::Value& part = reader.object(value, "part");
  step.part = {reader.count(part, "number", 1), reader.count(part, "of", 1)};
  if (step.part.number > step.part.of) reader.error(part, "there are fewer parts than this one's number");
  step.before = reader.planned(value, "before");
  step.after = reader.planned(value, "after");
  step.connection = read_connection(reader, value);
  step.why = reader.text(value, "why");
  step.impact = reader.impact(value);
  step.forced_by = reader.texts(value, "forcedBy");
  step.needs = reader.texts(value, "needs");
  step.expected = std::chrono::seconds(reader.count(value, "expectedSeconds", 0));
  for (const json::Value& call : reader.list(value, "calls"))
    step.calls.push_back(
        {reader.text(call, "api"), reader.text(call, "operation"), reader.count(call, "times", 1)});
  return step;
}

// Of a step and the ids of those before it.
void check_order(PlanReader& reader, const json::Value& place, const std::unordered_set<std::string>& before,
                 const Step& step) {
  if (before.contains(step.id)) reader.error(place, fmt::format("another step has the id `{}`", step.id));
  for (const std::string& need : step.needs)
    if (!before.contains(need))
      reader.error(place, fmt::format("`{}` needs `{}`, which is no step before it", step.id, need));
}

// Empty: nothing was ever made.
std::string lineage_of(PlanReader& reader, const json::Value& document) {
  const json::Value* lineage = document.find("lineage");
  bool is_new = lineage && lineage->is_string() && lineage->as_string().empty();
  return is_new && document.int_or("serial", -1) == 0 ? "" : reader.text(document, "lineage");
}

void check_parts(PlanReader& reader, const json::Value& place, const std::vector<Step>& steps) {
  std::map<std::pair<std::string_view, int64_t>, int64_t> counts;
  for (const Step& step : steps) ++counts[{step.address, step.part.of}];
  for (const Step& step : steps) {
    int64_t parts = counts.at({step.address, step.part.of});
    if (parts != step.part.of)
      reader.error(place,
                   fmt::format("`{}` has {} parts, and {} are here", step.address, step.part.of, parts));
  }
}

}  // namespace

json::Value to_json(const Connection& connection) {
  json::Object out;
  if (!connection.account.is_null()) out.append({"account", connection.account});
  if (!connection.region.is_null()) out.append({"region", connection.region});
  if (!connection.cluster.is_null()) out.append({"cluster", connection.cluster});
  return out;
}

json::Value to_json(const Plan& plan) {
  json::Array steps;
  for (const Step& step : plan.steps) steps.push_back(step_json(step));
  return json::Object{
      {"version", kVersion}, {"lineage", plan.lineage}, {"serial", plan.serial}, {"steps", std::move(steps)}};
}

Plan parse_plan(std::string_view text, base::Diagnostics& diagnostics) {
  PlanReader reader(diagnostics);
  std::optional<json::Value> document = reader.document(text);
  if (!document) return {};
  if (document->int_or("version", 0) != kVersion) {
    reader.error(*document, fmt::format("this Slipway reads plans of version {}", kVersion));
    return {};
  }
  Plan plan{lineage_of(reader, *document), reader.count(*document, "serial", 0), {}};
  const json::Array& steps = reader.list(*document, "steps");
  std::unordered_set<std::string> ids;
  for (const json::Value& value : steps) {
    Step step = read_step(reader, value);
    check_order(reader, value, ids, step);
    ids.insert(step.id);
    plan.steps.push_back(std::move(step));
  }
  check_parts(reader, *document, plan.steps);
  return plan;
}

}  // namespace engine
