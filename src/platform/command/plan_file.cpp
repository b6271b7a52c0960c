#include "platform/command/plan_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "engine/plan_json.h"
#include "engine/show/plan_text.h"
#include "platform/kinds/kinds.h"
#include "platform/state/digest_key.h"

namespace platform {
namespace {

using json::Object;

std::string digest_of(std::string_view text) {
  return "sha256:" + base::hex(crypto::sha256(text));
}

Object state_json(const PlannedState& state) {
  json::Value plan = engine::to_json(state.planned.plan);
  Object out{{"state", state.name}, {"of", state.is_cluster ? "cluster" : "environment"}};
  for (json::Member& member : plan.as_object()) out.append(std::move(member));
  return out;
}

tl::unexpected<base::Error> no_plan(std::string message) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, "the plan " + std::move(message),
                                    "make a new one: slipway plan --out FILE"});
}

// The first `up` of a home makes the key of digests, so a plan that was made before has none. What they are digests of is
// in the file, which is compared as a whole.
json::Value without_digests(const json::Value& value) {
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.as_array()) items.push_back(without_digests(item));
    return items;
  }
  if (!value.is_object()) return value;
  if (value.find("$secret"))
    return engine::secret({std::string(value.string_or("$secret", "")), std::string(kNoDigest)});
  json::Object members;
  for (const json::Member& member : value.as_object())
    members.append({member.name, without_digests(member.value)});
  return members;
}

engine::Plan without_digests(engine::Plan plan) {
  for (engine::Step& step : plan.steps) {
    step.before = without_digests(step.before);
    step.after = without_digests(step.after);
  }
  return plan;
}

base::Status read_state(const json::Value& value, SavedPlan& saved) {
  base::Diagnostics diagnostics;
  engine::Plan plan = engine::parse_plan(json::dump(value), diagnostics);
  for (const base::Diagnostic& each : diagnostics.list()) return no_plan("is damaged: " + each.message);
  saved.states.emplace(value.string_or("state", ""), std::move(plan));
  return {};
}

}  // namespace

json::Value plan_document(const UpPlan& plan, const std::string& file, std::string_view text) {
  json::Array states, warnings, ids;
  for (const PlannedState& state : plan.states) states.push_back(state_json(state));
  for (const std::string& warning : plan.warnings) warnings.push_back(warning);
  for (const std::string& id : plan.new_environments) ids.push_back(id);
  json::Value one = engine::plan_document(as_one(plan));
  Object document{{"version", 1},
                  {"file", file},
                  {"fileDigest", digest_of(text)},
                  {"isPart", plan.is_part},
                  {"newEnvironments", std::move(ids)},
                  {"states", std::move(states)},
                  {"summary", *one.find("summary")},
                  {"expectedSeconds", *one.find("expectedSeconds")},
                  {"refusals", *one.find("refusals")},
                  {"warnings", std::move(warnings)}};
  std::string digest = digest_of(json::dump(document));
  document.set("digest", std::move(digest));
  return document;
}

bool is_saved_plan(std::string_view text) {
  size_t at = text.find_first_not_of(" \n\r\t");
  return at != std::string_view::npos && text[at] == '{' &&
         text.find("\"fileDigest\"") != std::string_view::npos;
}

base::Result<SavedPlan> parse_saved_plan(std::string_view text) {
  auto document = json::parse(text);
  if (!document || !document->is_object()) return no_plan("is damaged");
  if (document->int_or("version", 0) != 1) return no_plan("is of a version that this Slipway does not read");
  Object content;
  for (const json::Member& member : document->as_object())
    if (member.name != "digest") content.append(member);
  if (digest_of(json::dump(content)) != document->string_or("digest", ""))
    return no_plan("was changed after it was made");
  if (document->bool_or("isPart", false))
    return no_plan("is one of a part, and `up` carries out whole plans");
  SavedPlan saved;
  saved.file = document->string_or("file", "");
  saved.file_digest = document->string_or("fileDigest", "");
  saved.new_environments = document->strings_at("newEnvironments");
  for (const json::Value& state : list_at(*document, "states")) TRY(read_state(state, saved));
  return saved;
}

base::Status check_file(const SavedPlan& saved, std::string_view text) {
  if (digest_of(text) == saved.file_digest) return {};
  return tl::unexpected(base::Error{base::ErrorKind::conflict,
                                    fmt::format("`{}` was changed since the plan was made", saved.file),
                                    "make a new plan"});
}

base::Status check_same(const SavedPlan& saved, const UpPlan& now) {
  for (const PlannedState& state : now.states) {
    auto found = saved.states.find(state.name);
    engine::Plan none;
    const engine::Plan& before = found == saved.states.end() ? none : found->second;
    for (base::Status same :
         {engine::check_fresh(before, state.state),
          engine::check_same(without_digests(before), without_digests(state.planned.plan))})
      if (!same) return tl::unexpected(same.error().in(state.name));
  }
  if (saved.states.size() == now.states.size()) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict, "what `up` would do is not what the plan says any more", "make a new plan"});
}

GivenIds::GivenIds(const std::vector<std::string>& ids, base::Random& others) : others_(others) {
  for (std::string id : ids) {
    std::erase(id, '-');
    if (auto bytes = base::unhex(id)) left_.insert(left_.begin(), *bytes);
  }
}

void GivenIds::fill(void* bytes, size_t count) {
  std::lock_guard lock(mutex_);
  if (left_.empty() || left_.back().size() != count) return others_.fill(bytes, count);
  std::memcpy(bytes, left_.back().data(), count);
  left_.pop_back();
}

}  // namespace platform
