// Indexes: records found by the members that their kind names (RecordKind::found_through), without reading all others.
//
//   for (Entry& user : find_through(call.state, kUsers, "Groups", "admins")) ...
//
// An index entry is a record of its own, in the account and region of the one that it is about, written in the same
// transaction by store() and remove() (kind.h), which are the only ways to write records of such a kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/record/kind.h"

namespace account {

// The records whose member is the value, or is a list that contains it, in the order of their ids. The kind must name
// the member, or none is found. `id_prefix`: only those whose id begins so.
std::vector<Entry> find_through(const State& state, const RecordKind& kind, std::string_view member,
                                std::string_view value, std::string_view id_prefix = "");
size_t count_through(const State& state, const RecordKind& kind, std::string_view member,
                     std::string_view value);
bool is_any_through(const State& state, const RecordKind& kind, std::string_view member,
                    std::string_view value);

// For store() and remove(). nullptr: there is none before, or none after.
void index(State& state, const RecordKind& kind, std::string_view id, const json::Value* before,
           const json::Value* after);

// What all indexes of a kind must hold: MEMBER, value and id of the record, in order. By reading all records, and by
// reading the index.
struct IndexEntry {
  std::string member, value, id;
  auto operator<=>(const IndexEntry&) const = default;
};
std::vector<IndexEntry> entries_of_records(const State& state, const RecordKind& kind);
std::vector<IndexEntry> entries_of_index(const State& state, const RecordKind& kind);
// From the records that are there, whatever the index held.
void rebuild_index(State& state, const RecordKind& kind);

}  // namespace account
