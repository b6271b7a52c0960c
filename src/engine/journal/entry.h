// One entry of a journal: what will be done, or what was. Plain data with a JSON form of one line.
#pragma once

#include "engine/journal/state.h"

namespace engine {

struct Entry {
  enum class Type {
    begin,    // a new history: lineage
    intend,   // key, action, desired, needs; of create and adopt kind, connection, token and protection, too
    made,     // key, identity: it is there
    applied,  // key, outputs: it is as the open intent desired
    gone,     // key: its own service says that it is not there
    forget,   // key: it may be there, and is ours no more
    move,     // key.address, to: the resource has another address from now on
    protect,  // key, is_protected
    restore,  // state: it is as an earlier one, or another's, from now on
    unlock,   // note: whose lease was broken, and by whom
    depart,  // to: it is kept at that address from now on, and nothing follows here but a restore; note: by whom
  };
  Type type = Type::begin;
  int64_t serial = 0;  // one more than the entry before
  int64_t fence = 0;   // of the lease under which it was written
  base::Time at;
  Key key;

  // What its type says, empty otherwise.
  Action action = Action::nothing;
  std::string lineage, kind, token, to, note;
  Connection connection;
  json::Value desired, identity, outputs, state;
  std::vector<Key> needs;
  bool is_protected = false;

  bool operator==(const Entry&) const = default;
};
std::string_view entry_type_name(Entry::Type type);

json::Value to_json(const Entry& entry);
base::Result<Entry> parse_entry(std::string_view line);

}  // namespace engine
