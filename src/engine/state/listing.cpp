#include "engine/state/listing.h"

namespace engine {
namespace {

using Condition = StateRow::Condition;

Condition condition_of(const Record& record, bool is_newest) {
  if (record.is_being_destroyed() || !is_newest) return Condition::destroying;
  if (record.is_half_made()) return Condition::half_made;
  return record.open ? Condition::changing : Condition::ready;
}

bool is_below(const std::string& address, const std::string& prefix) {
  return prefix.empty() || address == prefix || address.starts_with(prefix + "/");
}

}  // namespace

std::string_view condition_name(Condition condition) {
  switch (condition) {
    case Condition::ready:
      return "ready";
    case Condition::half_made:
      return "half made";
    case Condition::changing:
      return "half changed";
    case Condition::destroying:
      return "half destroyed";
  }
  return "";
}

std::vector<StateRow> state_rows(const State& state, const std::string& prefix) {
  std::map<Key, std::vector<Key>> users;
  for (const auto& [key, record] : state.records)
    for (const Key& used : record.uses()) users[used].push_back(key);
  std::vector<StateRow> rows;
  for (const auto& [key, record] : state.records) {
    if (!is_below(key.address, prefix)) continue;
    bool is_newest = state.newest(key.address)->first == key;
    rows.push_back({key, record.kind, condition_of(record, is_newest), record.origin, record.is_protected,
                    record.uses(), users[key]});
  }
  return rows;
}

}  // namespace engine
