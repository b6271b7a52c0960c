#include "engine/plan_reader.h"

#include <fmt/core.h>

#include <array>

namespace engine {
namespace {

constexpr std::array kActions = {Action::nothing, Action::create,  Action::change, Action::replace,
                                 Action::adopt,   Action::destroy, Action::forget};

}  // namespace

void PlanReader::error(const json::Value& place, std::string message) {
  diagnostics_->error("plan", place.span, std::move(message));
}

std::optional<json::Value> PlanReader::document(std::string_view text) {
  auto parsed = json::parse(text);
  if (parsed && parsed->is_object()) return *std::move(parsed);
  diagnostics_->error("plan", {}, parsed ? "a plan is an object" : parsed.error().message);
  return std::nullopt;
}

const json::Value* PlanReader::member(const json::Value& object, std::string_view name) {
  const json::Value* found = object.find(name);
  if (!found) error(object, fmt::format("`{}` is missing", name));
  return found;
}

std::string PlanReader::text(const json::Value& object, std::string_view name) {
  const json::Value* found = member(object, name);
  if (found && found->is_string() && !found->as_string().empty()) return found->as_string();
  if (found) error(*found, fmt::format("`{}` is a text that is not empty", name));
  return "";
}

int64_t PlanReader::count(const json::Value& object, std::string_view name, int64_t least) {
  const json::Value* found = member(object, name);
  if (found && found->is_int() && found->as_int() >= least) return found->as_int();
  if (found) error(*found, fmt::format("`{}` is an integer from {}", name, least));
  return least;
}

const json::Value& PlanReader::object(const json::Value& object, std::string_view name) {
  static const json::Value kEmpty{json::Object()};
  const json::Value* found = member(object, name);
  if (found && found->is_object()) return *found;
  if (found) error(*found, fmt::format("`{}` is an object", name));
  return kEmpty;
}

const json::Array& PlanReader::list(const json::Value& object, std::string_view name) {
  static const json::Array kEmpty;
  const json::Value* found = member(object, name);
  if (found && found->is_array()) return found->as_array();
  if (found) error(*found, fmt::format("`{}` is a list", name));
  return kEmpty;
}

json::Value PlanReader::planned(const json::Value& object, std::string_view name) {
  const json::Value* found = member(object, name);
  if (!found) return nullptr;
  auto checked = check_value(*found);
  if (checked) return *found;
  error(*found, checked.error().message);
  return nullptr;
}

std::vector<std::string> PlanReader::texts(const json::Value& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const json::Value& item : list(object, name)) {
    if (!item.is_string()) error(item, fmt::format("`{}` is a list of texts", name));
    texts.push_back(item.is_string() ? item.as_string() : "");
  }
  return texts;
}

Action PlanReader::action(const json::Value& step) {
  std::string name = text(step, "action");
  for (Action action : kActions)
    if (action_name(action) == name) return action;
  if (!name.empty()) error(*step.find("action"), fmt::format("`{}` is no action", name));
  return Action::nothing;
}

Impact PlanReader::impact(const json::Value& step) {
  std::string name = text(step, "impact");
  for (Impact impact : {Impact::none, Impact::restarts, Impact::interrupts})
    if (impact_name(impact) == name) return impact;
  if (!name.empty()) error(*step.find("impact"), fmt::format("`{}` is no impact", name));
  return Impact::none;
}

}  // namespace engine
