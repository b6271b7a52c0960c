#include "engine/journal/fold.h"

#include <algorithm>

#include "engine/journal/state_json.h"

namespace engine {
namespace {

using base::ErrorKind;
using base::fail;
using base::Status;

Record* find(State& state, const Key& key) {
  auto found = state.records.find(key);
  return found == state.records.end() ? nullptr : &found->second;
}

tl::unexpected<base::Error> misplaced(const Entry& entry, std::string_view why) {
  return fail(ErrorKind::conflict, "entry {} of the journal (`{}` of `{}`) cannot be right: {}", entry.serial,
              entry_type_name(entry.type), entry.key.text(), why);
}

Intent intent_of(const Entry& entry, const Record* before) {
  Intent intent{entry.action, entry.desired, entry.needs, {}, entry.at};
  if (!before || !before->open) return intent;
  // What was never heard of may have to be found by what it was asked to be.
  if (entry.action == Action::destroy) intent.desired = before->open->desired;
  for (const auto* list : {&before->open->needs, &before->open->may_use})
    for (const Key& key : *list)
      if (std::find(intent.may_use.begin(), intent.may_use.end(), key) == intent.may_use.end())
        intent.may_use.push_back(key);
  return intent;
}

Status begin(State& state, const Entry& entry) {
  if (!state.lineage.empty()) return misplaced(entry, "the history has begun before");
  state.lineage = entry.lineage;
  return {};
}

// What begins a record. A create that was intended before is intended again by the run that goes on with it.
Status intend_new(State& state, const Entry& entry) {
  Record* before = find(state, entry.key);
  int64_t& last = state.generations[entry.key.address];
  if (before && !before->is_half_made()) return misplaced(entry, "it is there already");
  if (!before && entry.key.generation <= last) return misplaced(entry, "that generation was given before");
  Record record = before ? *before : Record{};
  record.kind = entry.kind;
  record.connection = entry.connection;
  record.token = entry.token;
  record.is_protected = entry.is_protected;
  record.open = intent_of(entry, before);
  if (entry.action == Action::adopt) {
    record.origin = Origin::adopted;
    record.identity = entry.identity;
  }
  last = std::max(last, entry.key.generation);
  state.records.insert_or_assign(entry.key, std::move(record));
  return {};
}

Status intend(State& state, const Entry& entry) {
  if (entry.action == Action::create || entry.action == Action::adopt) return intend_new(state, entry);
  Record* record = find(state, entry.key);
  if (!record) return misplaced(entry, "it is not there");
  record->open = intent_of(entry, record);
  if (entry.action != Action::destroy) record->is_protected = entry.is_protected;
  return {};
}

Status made(State& state, const Entry& entry) {
  Record* record = find(state, entry.key);
  if (!record || !record->open) return misplaced(entry, "nobody intended it");
  record->identity = entry.identity;
  record->made_at = entry.at;
  return {};
}

Status applied(State& state, const Entry& entry) {
  Record* record = find(state, entry.key);
  if (!record || !record->open || record->is_being_destroyed()) return misplaced(entry, "nobody intended it");
  if (record->identity.is_null()) return misplaced(entry, "it was not made before");
  record->applied = record->open->desired;
  record->needs = record->open->needs;
  record->outputs = entry.outputs;
  record->open.reset();
  return {};
}

Status leave(State& state, const Entry& entry) {
  if (state.records.erase(entry.key) == 0) return misplaced(entry, "it is not there");
  return {};
}

Status protect(State& state, const Entry& entry) {
  Record* record = find(state, entry.key);
  if (!record) return misplaced(entry, "it is not there");
  record->is_protected = entry.is_protected;
  return {};
}

void rename(std::vector<Key>& keys, const std::string& from, const std::string& to) {
  for (Key& key : keys)
    if (key.address == from) key.address = to;
}

Status move(State& state, const Entry& entry) {
  const std::string& from = entry.key.address;
  if (!state.newest(from)) return misplaced(entry, "it is not there");
  if (state.newest(entry.to)) return misplaced(entry, "something has the new address already");
  State moved = state;
  moved.records.clear();
  for (const auto& [old_key, old_record] : state.records) {
    Key key = old_key;
    Record record = old_record;
    if (key.address == from) key.address = entry.to;
    rename(record.needs, from, entry.to);
    if (record.open) {
      rename(record.open->needs, from, entry.to);
      rename(record.open->may_use, from, entry.to);
    }
    moved.records.emplace(std::move(key), std::move(record));
  }
  // Neither address gives a generation again that the other one has given: tokens follow from both.
  int64_t& last = moved.generations[entry.to];
  last = std::max(last, moved.generations[from]);
  state = std::move(moved);
  return {};
}

// Whatever the state was: no generation is given again that either of them has given, and no serial comes again under
// which a plan could have been made.
Status restore(State& state, const Entry& entry) {
  auto restored = state_of(entry.state);
  if (!restored) return misplaced(entry, restored.error().message);
  for (const auto& [address, last] : state.generations) {
    int64_t& given = restored->generations[address];
    given = std::max(given, last);
  }
  restored->serial = std::max(entry.serial, restored->serial + 1);
  state = *std::move(restored);
  return {};
}

Status change(State& state, const Entry& entry) {
  switch (entry.type) {
    case Entry::Type::begin:
      return begin(state, entry);
    case Entry::Type::intend:
      return intend(state, entry);
    case Entry::Type::made:
      return made(state, entry);
    case Entry::Type::applied:
      return applied(state, entry);
    case Entry::Type::gone:
    case Entry::Type::forget:
      return leave(state, entry);
    case Entry::Type::move:
      return move(state, entry);
    case Entry::Type::protect:
      return protect(state, entry);
    case Entry::Type::restore:
      return restore(state, entry);
    case Entry::Type::unlock:
      return {};
    case Entry::Type::depart:
      state.departed_to = entry.to;
      return {};
  }
  return misplaced(entry, "there is no such entry");
}

}  // namespace

Status fold(State& state, const Entry& entry) {
  if (entry.serial != state.serial + 1)
    return fail(ErrorKind::conflict,
                "entry {} of the journal stands behind entry {}: what was between them is missing",
                entry.serial, state.serial);
  if ((entry.type == Entry::Type::begin) != (state.serial == 0))
    return misplaced(entry, "a history begins with its first entry");
  bool may_follow = entry.type == Entry::Type::restore || entry.type == Entry::Type::unlock;
  if (!state.departed_to.empty() && !may_follow)
    return misplaced(entry, "the state is kept elsewhere by now: " + state.departed_to);
  TRY(change(state, entry));
  state.serial = std::max(state.serial, entry.serial);
  return {};
}

}  // namespace engine
