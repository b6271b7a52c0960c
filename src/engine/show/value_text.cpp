#include "engine/show/value_text.h"

#include <algorithm>

namespace engine {
namespace {

void write(const json::Value& value, std::string& out);

void write_members(const json::Object& members, std::string& out) {
  out += '{';
  std::string_view separator;
  for (const json::Member& member : members) {
    bool is_escaped = member.name.starts_with("$$");
    out += separator;
    out += json::dump(std::string_view(member.name).substr(is_escaped ? 1 : 0));
    out += ": ";
    write(member.value, out);
    separator = ", ";
  }
  out += '}';
}

void write(const json::Value& value, std::string& out) {
  if (value.is_array()) {
    out += '[';
    std::string_view separator;
    for (const json::Value& item : value.as_array()) {
      out += separator;
      write(item, out);
      separator = ", ";
    }
    out += ']';
  } else if (value.find("$after")) {
    out += fmt::format("(after {})", value.string_or("$after", ""));
  } else if (value.find("$secret")) {
    out += fmt::format("(secret {})", value.string_or("$secret", ""));
  } else if (value.is_object()) {
    write_members(value.as_object(), out);
  } else {
    out += json::dump(value);
  }
}

// Of which some may not be there, but not all; what stands for something is no object.
bool are_objects(const std::vector<json::Value>& values) {
  size_t objects = 0;
  for (const json::Value& value : values) {
    if (value.is_null()) continue;
    if (!value.is_object() || value.find("$after") || value.find("$secret")) return false;
    ++objects;
  }
  return objects > 1;
}

std::vector<std::string> names_in(const std::vector<json::Value>& objects) {
  std::vector<std::string> names;
  for (const json::Value& object : objects) {
    if (!object.is_object()) continue;
    for (const json::Member& member : object.as_object())
      if (std::find(names.begin(), names.end(), member.name) == names.end()) names.push_back(member.name);
  }
  return names;
}

std::string side(const json::Value& value) {
  return value.is_null() ? "(none)" : value_text(value);
}

}  // namespace

std::vector<Sides> differing_parts(const Sides& member) {
  std::vector<Sides> parts;
  if (!are_objects(member.values)) return {member};
  for (const std::string& name : names_in(member.values)) {
    Sides part{member.name + "." + name, {}};
    for (const json::Value& value : member.values) {
      const json::Value* found = value.find(name);
      part.values.push_back(found ? *found : json::Value());
    }
    bool is_same = std::all_of(part.values.begin(), part.values.end(),
                               [&](const json::Value& value) { return value == part.values.front(); });
    if (is_same) continue;
    for (Sides& each : differing_parts(part)) parts.push_back(std::move(each));
  }
  return parts;
}

std::string value_text(const json::Value& value) {
  std::string out;
  write(value, out);
  return out;
}

std::string change_text(const json::Value& before, const json::Value& after) {
  const json::Value *old_one = before.find("$secret"), *new_one = after.find("$secret");
  if (old_one && new_one && *old_one == *new_one && before != after)
    return fmt::format("{}, which is another one now", value_text(after));
  return fmt::format("{} -> {}", side(before), side(after));
}

}  // namespace engine
