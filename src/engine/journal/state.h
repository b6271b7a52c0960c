// What is known of the things that were made: the fold of a journal (journal/fold.h), which is the truth.
//
// An address names a resource for as long as its configuration does. What stands there is made anew now and then, and
// for a while the old and the new one are there at once: so things are told apart by a generation besides, which is
// never given twice.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/plan.h"

namespace engine {

struct Key {
  std::string address;
  int64_t generation = 1;

  std::string text() const { return fmt::format("{}#{}", address, generation); }
  auto operator<=>(const Key&) const = default;
};

// What a run was about to do, written before it did it. It stays open until its outcome is written.
struct Intent {
  Action action = Action::create;  // create, adopt, change or destroy
  json::Value desired;             // without outputs; of destroy what an earlier intent desired
  std::vector<Key> needs;          // what it will use when this is done
  std::vector<Key> may_use;        // what earlier intents, which stayed open, would have had it use
  base::Time at;

  bool operator==(const Intent&) const = default;
};

enum class Origin { made, adopted };

struct Record {
  std::string kind;
  Connection connection;  // known
  std::string token;
  Origin origin = Origin::made;
  bool is_protected = false;
  json::Value identity;    // null: its answer was never heard of
  base::Time made_at;      // when that answer came
  json::Value outputs;     // an object
  json::Value applied;     // as last reached; null: never yet
  std::vector<Key> needs;  // what it uses since then
  std::optional<Intent> open;

  // All that it uses or may use, each once.
  std::vector<Key> uses() const;
  bool is_half_made() const { return applied.is_null(); }
  bool is_being_destroyed() const { return open && open->action == Action::destroy; }

  bool operator==(const Record&) const = default;
};

struct State {
  std::string lineage;  // which history
  int64_t serial = 0;   // which moment of it: the number of its last entry
  std::map<Key, Record> records;
  std::map<std::string, int64_t> generations;  // for each address the last one that was given
  std::string departed_to;  // another keep, whose state is the truth from now on; empty: this one's is

  const Record* find(const Key& key) const;
  // The newest thing at an address; nullptr: nothing is there.
  const std::pair<const Key, Record>* newest(const std::string& address) const;
  int64_t next_generation(const std::string& address) const;

  bool operator==(const State&) const = default;
};

// What a service is told, so that asking again does not make a second thing: it follows from what is asked for, and
// from nothing else. At most 64 characters, as AWS's client tokens, and of those that all of them take.
std::string token_of(const std::string& lineage, const Key& key);

}  // namespace engine
