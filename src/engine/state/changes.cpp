#include "engine/state/changes.h"

#include <algorithm>

#include "base/text.h"
#include "base/visible.h"
#include "engine/model/resource_graph.h"

namespace engine {

using base::Error;
using base::ErrorKind;
using base::Status;

namespace {

tl::unexpected<Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(Error{kind, std::move(message), std::move(hint)});
}

std::vector<Key> keys_at(const State& state, const std::string& address) {
  std::vector<Key> keys;
  for (const auto& [key, record] : state.records)
    if (key.address == address) keys.push_back(key);
  return keys;
}

tl::unexpected<Error> unknown(const State& state, const std::string& address) {
  std::vector<std::string> addresses;
  for (const auto& [key, record] : state.records) addresses.push_back(key.address);
  auto meant = base::did_you_mean(address, addresses);
  return refuse(ErrorKind::not_found, fmt::format("the state knows no `{}`", address),
                meant ? fmt::format("did you mean `{}`?", *meant) : "see what it knows: slipway state list");
}

Entry entry(Entry::Type type, Key key) {
  Entry entry;
  entry.type = type;
  entry.key = std::move(key);
  return entry;
}

// What is desired of it, as it is; what cannot be read of it, or is others' to change, as it is desired. So it stands
// in the state as if it had been made.
json::Object imported(const ResourceKind& kind, const json::Value& desired, const Reading& reading) {
  if (!desired.is_object()) return reading.members;
  json::Object members;
  for (const json::Member& member : desired.as_object()) {
    const json::Value* seen =
        kind.foreign.contains(member.name) ? nullptr : reading.members.find(member.name);
    members.append({member.name, seen ? *seen : member.value});
  }
  return members;
}

const Key* known_elsewhere(const State& state, const Resource& resource) {
  for (const auto& [key, record] : state.records)
    if (record.kind == resource.kind && record.connection == resource.connection &&
        record.identity == resource.adopt)
      return &key;
  return nullptr;
}

Status check_import(const State& state, const Kinds& kinds, const Resource& resource,
                    const Reading& reading) {
  const std::string& address = resource.address;
  TRY(check_address(address));
  if (!find_kind(kinds, resource.kind))
    return refuse(ErrorKind::invalid, fmt::format("`{}` is no kind of resource", resource.kind),
                  "correct the kind");
  if (state.newest(address))
    return refuse(ErrorKind::conflict, fmt::format("`{}` is there already", address),
                  fmt::format("give it another address, or: slipway state forget {}", address));
  if (const Key* other = known_elsewhere(state, resource))
    return refuse(
        ErrorKind::conflict, fmt::format("that thing is known already, as `{}`", other->address),
        fmt::format("if its address is to change: slipway state move {} {}", other->address, address));
  if (!reading.is_there)
    return refuse(ErrorKind::not_found, fmt::format("what is to be `{}` is not there", address),
                  "correct its identity, account and region");
  return {};
}

}  // namespace

Status check_address(const std::string& address) {
  bool is_one = !address.empty() && base::is_visible_line(address) &&
                address.find_first_of(" #`") == std::string::npos && address.back() != '.';
  if (is_one) return {};
  return refuse(ErrorKind::invalid, fmt::format("`{}` is no address", address),
                "an address is like `network/vpc`: one word without spaces, `#` and backticks");
}

Status forget(Session& session, const std::string& address) {
  std::vector<Entry> entries;
  for (const Key& key : keys_at(session.state, address)) entries.push_back(entry(Entry::Type::forget, key));
  if (entries.empty()) return unknown(session.state, address);
  return session.append(std::move(entries));
}

Status move(Session& session, const std::string& from, const std::string& to) {
  std::vector<Key> keys = keys_at(session.state, from);
  if (keys.empty()) return unknown(session.state, from);
  TRY(check_address(to));
  if (session.state.newest(to))
    return refuse(ErrorKind::conflict,
                  fmt::format("`{}` cannot become `{}`: that is there already", from, to),
                  fmt::format("move that one first: slipway state move {} ADDRESS", to));
  if (std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return session.state.find(key)->open; }))
    return refuse(ErrorKind::conflict, fmt::format("an earlier run has not ended with `{}`", from),
                  "let an apply end it first: slipway up");
  Entry moved = entry(Entry::Type::move, keys.front());
  moved.to = to;
  return session.append({std::move(moved)});
}

Status begin_if_new(Session& session, base::Random& random) {
  if (!session.state.lineage.empty()) return {};
  return begin(session.keep, session.lease, session.state, session.now, random.uuid());
}

Status protect(Session& session, const std::string& address, bool is_protected) {
  const auto* newest = session.state.newest(address);
  if (!newest) return unknown(session.state, address);
  Entry protect = entry(Entry::Type::protect, newest->first);
  protect.is_protected = is_protected;
  return session.append({std::move(protect)});
}

Status renew_needs(Session& session, const std::vector<Resource>& desired) {
  std::vector<Entry> entries;
  for (const Resource& resource : desired) {
    const auto* known = session.state.newest(resource.address);
    if (!known || known->second.open || known->second.is_half_made()) continue;
    const auto& [key, record] = *known;
    Entry intent = entry(Entry::Type::intend, key), applied = entry(Entry::Type::applied, key);
    for (const std::string& address : needs_of(resource))
      if (const auto* needed = session.state.newest(address)) intent.needs.push_back(needed->first);
    if (intent.needs == record.needs) continue;
    intent.action = Action::change;
    intent.desired = record.applied;
    intent.is_protected = record.is_protected;
    applied.outputs = record.outputs;
    entries.push_back(std::move(intent));
    entries.push_back(std::move(applied));
  }
  return entries.empty() ? Status() : session.append(std::move(entries));
}

Status check_ready(const std::string& address, const Reading& reading) {
  if (reading.condition == Reading::Condition::ready) return {};
  return refuse(ErrorKind::conflict,
                fmt::format("what is to be `{}` is not ready: {}", address, reading.note),
                "wait until it is, or mend it, and run it again");
}

json::Value with_known_outputs(const State& state, const json::Value& desired) {
  return fill(desired, [&](const Output& output) -> const json::Value* {
    const auto* newest = state.newest(output.address);
    return newest ? newest->second.outputs.find(output.name) : nullptr;
  });
}

Status import_thing(Session& session, const Kinds& kinds, const Resource& resource, const Reading& reading) {
  TRY(check_ready(resource.address, reading));
  return know_again(session, kinds, resource, reading);
}

Status know_again(Session& session, const Kinds& kinds, const Resource& resource, const Reading& reading) {
  TRY(check_import(session.state, kinds, resource, reading));
  bool is_ready = reading.condition == Reading::Condition::ready;
  Key key{resource.address, session.state.next_generation(resource.address)};
  Entry intent = entry(Entry::Type::intend, key);
  intent.action = Action::adopt;
  intent.kind = resource.kind;
  intent.connection = resource.connection;
  bool has_token = reading.is_ours && !reading.token.empty();
  intent.token = has_token ? reading.token : token_of(session.state.lineage, key);
  intent.identity = resource.adopt;
  intent.desired = with_known_outputs(session.state, resource.desired);
  if (is_ready) intent.desired = imported(*find_kind(kinds, resource.kind), intent.desired, reading);
  intent.is_protected = resource.is_protected;
  for (const std::string& address : needs_of(resource))
    if (const auto* needed = session.state.newest(address)) intent.needs.push_back(needed->first);
  Entry made = entry(Entry::Type::made, key);
  made.identity = reading.identity.is_null() ? resource.adopt : reading.identity;
  if (!is_ready) return session.append({std::move(intent), std::move(made)});
  Entry applied = entry(Entry::Type::applied, key);
  applied.outputs = reading.outputs;
  return session.append({std::move(intent), std::move(made), std::move(applied)});
}

}  // namespace engine
