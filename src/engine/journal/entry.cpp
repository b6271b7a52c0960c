#include "engine/journal/entry.h"

#include <algorithm>
#include <array>

#include "engine/journal/state_json.h"
#include "engine/plan_json.h"

namespace engine {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using Type = Entry::Type;

constexpr std::array<std::pair<Type, std::string_view>, 11> kTypes = {{{Type::begin, "begin"},
                                                                       {Type::intend, "intend"},
                                                                       {Type::made, "made"},
                                                                       {Type::applied, "applied"},
                                                                       {Type::gone, "gone"},
                                                                       {Type::forget, "forget"},
                                                                       {Type::move, "move"},
                                                                       {Type::protect, "protect"},
                                                                       {Type::restore, "restore"},
                                                                       {Type::unlock, "unlock"},
                                                                       {Type::depart, "depart"}}};
constexpr Action kIntended[] = {Action::create, Action::adopt, Action::change, Action::destroy};

void set_text(json::Object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

void set_value(json::Object& object, std::string_view name, const json::Value& value) {
  if (!value.is_null()) object.set(name, value);
}

json::Value member(const json::Value& object, std::string_view name) {
  const json::Value* found = object.find(name);
  return found ? *found : json::Value();
}

Result<Type> type_of(std::string_view name) {
  auto found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& row) { return row.second == name; });
  if (found == kTypes.end()) return fail(ErrorKind::invalid, "`{}` is no entry of a journal", name);
  return found->first;
}

Result<Action> action_of(std::string_view name) {
  if (name.empty()) return Action::nothing;
  for (Action action : kIntended)
    if (action_name(action) == name) return action;
  return fail(ErrorKind::invalid, "`{}` is nothing that a journal intends", name);
}

}  // namespace

std::string_view entry_type_name(Type type) {
  return kTypes[static_cast<size_t>(type)].second;
}

json::Value to_json(const Entry& entry) {
  json::Object out{{"serial", entry.serial},
                   {"type", entry_type_name(entry.type)},
                   {"fence", entry.fence},
                   {"at", base::to_ms(entry.at)}};
  if (!entry.key.address.empty()) out.set("key", to_json(entry.key));
  if (entry.action != Action::nothing) out.set("action", action_name(entry.action));
  set_text(out, "lineage", entry.lineage);
  set_text(out, "kind", entry.kind);
  set_text(out, "token", entry.token);
  set_text(out, "to", entry.to);
  set_text(out, "note", entry.note);
  if (entry.connection != Connection{}) out.set("connection", to_json(entry.connection));
  set_value(out, "desired", entry.desired);
  set_value(out, "identity", entry.identity);
  set_value(out, "outputs", entry.outputs);
  set_value(out, "state", entry.state);
  if (!entry.needs.empty()) out.set("needs", to_json(entry.needs));
  if (entry.is_protected) out.set("protected", true);
  return out;
}

Result<Entry> parse_entry(std::string_view line) {
  json::Value value = TRY(json::parse(line));
  Entry entry;
  entry.type = TRY(type_of(value.string_or("type", "")));
  entry.serial = value.int_or("serial", 0);
  entry.fence = value.int_or("fence", 0);
  entry.at = base::from_ms(value.int_or("at", 0));
  json::Value key = member(value, "key");
  if (!key.is_null()) entry.key = TRY(key_of(key));
  entry.action = TRY(action_of(value.string_or("action", "")));
  entry.lineage = value.string_or("lineage", "");
  entry.kind = value.string_or("kind", "");
  entry.token = value.string_or("token", "");
  entry.to = value.string_or("to", "");
  entry.note = value.string_or("note", "");
  entry.connection = connection_of(member(value, "connection"));
  entry.desired = member(value, "desired");
  entry.identity = member(value, "identity");
  entry.outputs = member(value, "outputs");
  entry.state = member(value, "state");
  entry.needs = TRY(keys_of(member(value, "needs")));
  entry.is_protected = value.bool_or("protected", false);
  return entry;
}

}  // namespace engine
