#include "engine/keep/state_changes.h"

namespace engine {

using base::ErrorKind;
using base::fail;
using base::Status;

namespace {

std::vector<Key> keys_at(const State& state, const std::string& address) {
  std::vector<Key> keys;
  for (const auto& [key, record] : state.records)
    if (key.address == address) keys.push_back(key);
  return keys;
}

tl::unexpected<base::Error> unknown(const std::string& address) {
  return fail(ErrorKind::not_found, "the state knows no `{}`", address);
}

}  // namespace

Status forget(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& address) {
  std::vector<Key> keys = keys_at(state, address);
  if (keys.empty()) return unknown(address);
  for (const Key& key : keys) {
    Entry entry;
    entry.type = Entry::Type::forget;
    entry.key = key;
    TRY(append(keep, lease, state, now, std::move(entry)));
  }
  return {};
}

Status move(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& from,
            const std::string& to) {
  std::vector<Key> keys = keys_at(state, from);
  if (keys.empty()) return unknown(from);
  if (state.newest(to)) return fail(ErrorKind::conflict, "`{}` is there already", to);
  for (const Key& key : keys)
    if (state.find(key)->open) {
      base::Error error{ErrorKind::conflict, fmt::format("an earlier run has not ended with `{}`", from),
                        "let an apply end it first"};
      return tl::unexpected(std::move(error));
    }
  Entry entry;
  entry.type = Entry::Type::move;
  entry.key = keys.front();
  entry.to = to;
  return append(keep, lease, state, now, std::move(entry));
}

Status protect(Keep& keep, const Lease& lease, State& state, base::Time now, const std::string& address,
               bool is_protected) {
  const auto* newest = state.newest(address);
  if (!newest) return unknown(address);
  Entry entry;
  entry.type = Entry::Type::protect;
  entry.key = newest->first;
  entry.is_protected = is_protected;
  return append(keep, lease, state, now, std::move(entry));
}

}  // namespace engine
