#include "engine/command/plan_file.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/plan_json.h"
#include "engine/show/plan_text.h"

namespace engine {
namespace {

using json::Object;

// Of a secret; what stands in the place of one that is not compared.
constexpr std::string_view kNoDigest = "00";

Object state_json(const PlannedState& state) {
  json::Value plan = to_json(state.planned.plan);
  Object out{{"state", state.name}, {"of", state.sort}};
  for (json::Member& member : plan.as_object()) out.append(std::move(member));
  return out;
}

tl::unexpected<base::Error> no_plan(std::string message) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, "the plan " + std::move(message),
                                    "make a new one: slipway plan --out FILE"});
}

// The first run makes the key of digests, so a plan that was made before has none. What they are digests of is in the
// file, which is compared as a whole.
json::Value without_digests(const json::Value& value) {
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.as_array()) items.push_back(without_digests(item));
    return items;
  }
  if (!value.is_object()) return value;
  if (value.find("$secret"))
    return secret({std::string(value.string_or("$secret", "")), std::string(kNoDigest)});
  json::Object members;
  for (const json::Member& member : value.as_object())
    members.append({member.name, without_digests(member.value)});
  return members;
}

Plan without_digests(Plan plan) {
  for (Step& step : plan.steps) {
    step.before = without_digests(step.before);
    step.after = without_digests(step.after);
  }
  return plan;
}

base::Status read_state(const json::Value& value, SavedPlan& saved) {
  base::Diagnostics diagnostics;
  Plan plan = parse_plan(json::dump(value), diagnostics);
  for (const base::Diagnostic& each : diagnostics.list()) return no_plan("is damaged: " + each.message);
  saved.states.emplace(value.string_or("state", ""), std::move(plan));
  return {};
}

}  // namespace

json::Value plan_document(const Plans& plan, const std::string& file, std::string_view text,
                          const Digest& digest) {
  json::Array states, warnings;
  for (const PlannedState& state : plan.states) states.push_back(state_json(state));
  for (const std::string& warning : plan.warnings) warnings.push_back(warning);
  json::Value one = plan_document(as_one(plan));
  Object document{{"version", 1},
                  {"file", file},
                  {"fileDigest", digest(text)},
                  {"isPart", plan.is_part},
                  {"states", std::move(states)},
                  {"summary", *one.find("summary")},
                  {"expectedSeconds", *one.find("expectedSeconds")},
                  {"refusals", *one.find("refusals")},
                  {"warnings", std::move(warnings)},
                  {"hourly", hourly_json(plan.hourly)}};
  std::string own = digest(json::dump(document));
  document.set("digest", std::move(own));
  return document;
}

bool is_saved_plan(std::string_view text) {
  size_t at = text.find_first_not_of(" \n\r\t");
  return at != std::string_view::npos && text[at] == '{' &&
         text.find("\"fileDigest\"") != std::string_view::npos;
}

base::Result<SavedPlan> parse_saved_plan(std::string_view text, const Digest& digest) {
  auto document = json::parse(text);
  if (!document || !document->is_object()) return no_plan("is damaged");
  if (document->int_or("version", 0) != 1) return no_plan("is of a version that this Slipway does not read");
  Object content;
  for (const json::Member& member : document->as_object())
    if (member.name != "digest") content.append(member);
  if (digest(json::dump(content)) != document->string_or("digest", ""))
    return no_plan("was changed after it was made");
  if (document->bool_or("isPart", false))
    return no_plan("is one of a part, and `up` carries out whole plans");
  SavedPlan saved;
  saved.file = document->string_or("file", "");
  saved.file_digest = document->string_or("fileDigest", "");
  const json::Value* states = document->find("states");
  if (!states || !states->is_array()) return no_plan("is damaged");
  for (const json::Value& state : states->as_array()) TRY(read_state(state, saved));
  return saved;
}

base::Status check_file(const SavedPlan& saved, std::string_view text, const Digest& digest) {
  if (digest(text) == saved.file_digest) return {};
  return tl::unexpected(base::Error{base::ErrorKind::conflict,
                                    fmt::format("`{}` was changed since the plan was made", saved.file),
                                    "make a new plan"});
}

base::Status check_same(const SavedPlan& saved, const Plans& now) {
  for (const PlannedState& state : now.states) {
    auto found = saved.states.find(state.name);
    Plan none;
    const Plan& before = found == saved.states.end() ? none : found->second;
    for (base::Status same : {check_fresh(before, state.state),
                              check_same(without_digests(before), without_digests(state.planned.plan))})
      if (!same) return tl::unexpected(same.error().in(state.name));
  }
  if (saved.states.size() == now.states.size()) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict, "what `up` would do is not what the plan says any more", "make a new plan"});
}

}  // namespace engine
