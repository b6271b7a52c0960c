#include "engine/journal/state_json.h"

#include "engine/plan_json.h"

namespace engine {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr int64_t kVersion = 1;

json::Value to_json(const Intent& intent) {
  return json::Object{{"action", action_name(intent.action)},
                      {"at", base::to_ms(intent.at)},
                      {"desired", intent.desired},
                      {"needs", engine::to_json(intent.needs)},
                      {"mayUse", engine::to_json(intent.may_use)}};
}

json::Value to_json(const Key& key, const Record& record) {
  return json::Object{{"key", engine::to_json(key)},
                      {"kind", record.kind},
                      {"connection", engine::to_json(record.connection)},
                      {"token", record.token},
                      {"origin", record.origin == Origin::made ? "made" : "adopted"},
                      {"protected", record.is_protected},
                      {"identity", record.identity},
                      {"madeAt", base::to_ms(record.made_at)},
                      {"outputs", record.outputs},
                      {"applied", record.applied},
                      {"needs", engine::to_json(record.needs)},
                      {"open", record.open ? to_json(*record.open) : json::Value()}};
}

json::Value member(const json::Value& object, std::string_view name) {
  const json::Value* found = object.find(name);
  return found ? *found : json::Value();
}

Result<Intent> intent_of(const json::Value& value) {
  Intent intent;
  std::string_view action = value.string_or("action", "");
  for (Action each : {Action::create, Action::adopt, Action::change, Action::destroy})
    if (action_name(each) == action) intent.action = each;
  if (action_name(intent.action) != action) return fail(ErrorKind::invalid, "`{}` is no intent", action);
  intent.at = base::from_ms(value.int_or("at", 0));
  intent.desired = member(value, "desired");
  intent.needs = TRY(keys_of(member(value, "needs")));
  intent.may_use = TRY(keys_of(member(value, "mayUse")));
  return intent;
}

Result<Record> record_of(const json::Value& value) {
  Record record;
  record.kind = value.string_or("kind", "");
  record.connection = connection_of(member(value, "connection"));
  record.token = value.string_or("token", "");
  record.origin = value.string_or("origin", "") == "adopted" ? Origin::adopted : Origin::made;
  record.is_protected = value.bool_or("protected", false);
  record.identity = member(value, "identity");
  record.made_at = base::from_ms(value.int_or("madeAt", 0));
  record.outputs = member(value, "outputs");
  record.applied = member(value, "applied");
  record.needs = TRY(keys_of(member(value, "needs")));
  json::Value open = member(value, "open");
  if (!open.is_null()) record.open = TRY(intent_of(open));
  return record;
}

}  // namespace

json::Value to_json(const Key& key) {
  return json::Array{key.address, key.generation};
}

json::Value to_json(const std::vector<Key>& keys) {
  json::Array list;
  for (const Key& key : keys) list.push_back(to_json(key));
  return list;
}

json::Value to_json(const State& state) {
  json::Array records;
  for (const auto& [key, record] : state.records) records.push_back(to_json(key, record));
  std::vector<json::Member> generations;
  for (const auto& [address, generation] : state.generations) generations.push_back({address, generation});
  json::Object out{{"version", kVersion},
                   {"lineage", state.lineage},
                   {"serial", state.serial},
                   {"records", std::move(records)},
                   {"generations", json::Object(std::move(generations))}};
  if (!state.departed_to.empty()) out.set("departedTo", state.departed_to);
  return out;
}

Result<Key> key_of(const json::Value& value) {
  if (!value.is_array() || value.as_array().size() != 2 || !value.as_array()[0].is_string() ||
      !value.as_array()[1].is_int())
    return fail(ErrorKind::invalid, "`{}` is no key: an address and a generation", json::dump(value));
  return Key{value.as_array()[0].as_string(), value.as_array()[1].as_int()};
}

Result<std::vector<Key>> keys_of(const json::Value& value) {
  std::vector<Key> keys;
  if (value.is_null()) return keys;
  if (!value.is_array()) return fail(ErrorKind::invalid, "`{}` is no list of keys", json::dump(value));
  for (const json::Value& item : value.as_array()) keys.push_back(TRY(key_of(item)));
  return keys;
}

Connection connection_of(const json::Value& value) {
  return {member(value, "account"), member(value, "region"), member(value, "cluster")};
}

Result<State> parse_state(std::string_view text) {
  return state_of(TRY(json::parse(text)));
}

Result<State> state_of(const json::Value& document) {
  if (!document.find("version")) return fail(ErrorKind::invalid, "that is no state: it has no version");
  int64_t version = document.int_or("version", 0);
  if (version != kVersion) {
    base::Error error{
        ErrorKind::invalid,
        fmt::format("the state is of version {}; this Slipway reads version {}", version, kVersion),
        version > kVersion ? "use the Slipway that wrote it, or a later one" : ""};
    return tl::unexpected(std::move(error));
  }
  State state;
  state.lineage = document.string_or("lineage", "");
  state.serial = document.int_or("serial", 0);
  state.departed_to = document.string_or("departedTo", "");
  const json::Value* records = document.find("records");
  const json::Value* generations = document.find("generations");
  if (state.lineage.empty() || !records || !records->is_array() || !generations || !generations->is_object())
    return fail(ErrorKind::invalid, "that is no state: its lineage, records or generations are missing");
  for (const json::Value& record : records->as_array())
    state.records.emplace(TRY(key_of(member(record, "key"))), TRY(record_of(record)));
  for (const json::Member& each : generations->as_object())
    if (each.value.is_int()) state.generations.emplace(each.name, each.value.as_int());
  return state;
}

}  // namespace engine
