#include "account/record/index.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace account {
namespace {

// Stands in no name, ARN or id, and orders before all that do.
constexpr char kEnd = '\n';

std::string index_name(const RecordKind& kind, std::string_view member) {
  return fmt::format("{}#{}", kind.name, member);
}

std::string prefix_of(std::string_view value) {
  return std::string(value) + kEnd;
}

std::set<std::string> values_of(const json::Value* record, std::string_view member) {
  const json::Value* value = record ? record->find(member) : nullptr;
  if (!value) return {};
  if (value->is_string() && !value->as_string().empty()) return {value->as_string()};
  std::set<std::string> values;
  if (value->is_array())
    for (const json::Value& each : value->as_array()) values.insert(each.as_string());
  return values;
}

std::vector<std::string> ids_through(const State& state, const RecordKind& kind, std::string_view member,
                                     std::string_view value, std::string_view id_prefix = "",
                                     size_t limit = SIZE_MAX) {
  std::string prefix = prefix_of(value);
  std::vector<std::string> ids =
      state.ids(index_name(kind, member), {.prefix = prefix + std::string(id_prefix), .limit = limit});
  for (std::string& id : ids) id.erase(0, prefix.size());
  return ids;
}

}  // namespace

std::vector<Entry> find_through(const State& state, const RecordKind& kind, std::string_view member,
                                std::string_view value, std::string_view id_prefix) {
  std::vector<Entry> entries;
  for (std::string& id : ids_through(state, kind, member, value, id_prefix)) {
    if (auto record = state.get(kind.name, id)) entries.push_back({std::move(id), std::move(*record)});
  }
  return entries;
}

size_t count_through(const State& state, const RecordKind& kind, std::string_view member,
                     std::string_view value) {
  return ids_through(state, kind, member, value).size();
}

bool is_any_through(const State& state, const RecordKind& kind, std::string_view member,
                    std::string_view value) {
  return !ids_through(state, kind, member, value, "", 1).empty();
}

void index(State& state, const RecordKind& kind, std::string_view id, const json::Value* before,
           const json::Value* after) {
  for (std::string_view member : kind.found_through) {
    if (member.empty()) break;
    std::set<std::string> old_values = values_of(before, member);
    std::set<std::string> new_values = values_of(after, member);
    std::string name = index_name(kind, member);
    for (const std::string& value : old_values)
      if (!new_values.contains(value)) state.erase(name, prefix_of(value) + std::string(id));
    for (const std::string& value : new_values)
      if (!old_values.contains(value)) state.put_bytes(name, prefix_of(value) + std::string(id), "");
  }
}

std::vector<IndexEntry> entries_of_records(const State& state, const RecordKind& kind) {
  std::vector<IndexEntry> entries;
  for (const Entry& record : state.list(kind.name)) {
    for (std::string_view member : kind.found_through)
      for (const std::string& value : values_of(&record.value, member))
        entries.push_back({std::string(member), value, record.id});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<IndexEntry> entries_of_index(const State& state, const RecordKind& kind) {
  std::vector<IndexEntry> entries;
  for (std::string_view member : kind.found_through) {
    if (member.empty()) break;
    for (const std::string& key : state.ids(index_name(kind, member))) {
      size_t end = key.find(kEnd);
      entries.push_back({std::string(member), key.substr(0, end), key.substr(end + 1)});
    }
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void rebuild_index(State& state, const RecordKind& kind) {
  for (std::string_view member : kind.found_through) {
    if (member.empty()) break;
    std::string name = index_name(kind, member);
    for (const std::string& key : state.ids(name)) state.erase(name, key);
  }
  for (const Entry& record : state.list(kind.name)) index(state, kind, record.id, nullptr, &record.value);
}

}  // namespace account
