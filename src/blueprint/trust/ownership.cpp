#include "blueprint/trust/ownership.h"

#include <algorithm>

#include "base/text.h"

namespace blueprint {
namespace {

constexpr std::string_view kTagPrefix = "slipway:";
constexpr std::string_view kLabelPrefix = "slipway.io/";

Marks marks(const Owner& owner, std::string_view prefix) {
  Marks result;
  auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) result[std::string(prefix) + std::string(name)] = base::slug(value, 63);
  };
  add("organization", owner.organization);
  add("project", owner.project);
  add("environment", owner.environment);
  add("service", owner.service);
  if (!owner.cluster.empty()) result[std::string(prefix) + "cluster"] = owner.cluster;
  return result;
}

bool is_mark(std::string_view name) {
  return name.starts_with(kTagPrefix) || name.starts_with(kLabelPrefix);
}

// Where a thing stands, and by which token it is found again (network/tags.h), is the same whoever asks whose it is.
bool says_whose(std::string_view name) {
  return is_mark(name) && name != "slipway.io/environment-id" && name != "slipway:address" &&
         name != "slipway:token";
}

}  // namespace

Marks Owner::tags() const {
  return marks(*this, kTagPrefix);
}

Marks Owner::labels() const {
  Marks result = marks(*this, kLabelPrefix);
  result["app.kubernetes.io/managed-by"] = "slipway";
  result.erase("slipway.io/cluster");
  return result;
}

Ownership judge(const Marks& found, const Marks& wanted) {
  bool marked = false;
  bool equal = true;
  // Whose a thing is, marks say alone: a tag of the user's that has changed makes it nobody else's.
  bool has_marks =
      std::any_of(wanted.begin(), wanted.end(), [](const auto& one) { return is_mark(one.first); });
  for (const auto& [name, value] : wanted) {
    if (has_marks && !is_mark(name)) continue;
    auto at = found.find(name);
    equal = equal && at != found.end() && at->second == value;
  }
  for (const auto& [name, value] : found) {
    marked = marked || is_mark(name);
    equal = equal && (!says_whose(name) || wanted.contains(name));
  }
  if (equal) return Ownership::ours;
  return marked ? Ownership::others : Ownership::nobodys;
}

json::Array tag_list(const Marks& tags) {
  json::Array list;
  for (const auto& [name, value] : tags) list.emplace_back(json::Object{{"Key", name}, {"Value", value}});
  return list;
}

Marks marks_of(const json::Value* tags) {
  Marks result;
  if (tags && tags->is_array()) {
    for (const json::Value& each : tags->as_array()) {
      result[std::string(each.string_or("Key", ""))] = each.string_or("Value", "");
    }
  }
  if (tags && tags->is_object()) {
    for (const json::Member& each : tags->as_object()) {
      if (each.value.is_string()) result[each.name] = each.value.as_string();
    }
  }
  return result;
}

std::string marks_text(const Marks& marks) {
  std::string text;
  for (const auto& [name, value] : marks) {
    if (!is_mark(name)) continue;
    text += (text.empty() ? "" : ", ") + name.substr(name.find_first_of(":/") + 1) + "=" + value;
  }
  return text;
}

}  // namespace blueprint
