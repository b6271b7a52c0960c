#include "engine/state/move_keep.h"

#include "engine/journal/state_json.h"

namespace engine {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using base::Status;

constexpr base::Milliseconds kLeaseDuration{60'000};  // a few writes

// Gives it back when it has ended.
class Leased {
 public:
  static Result<Leased> take(Keep& keep, const Who& who) {
    return Leased(keep, TRY(keep.acquire(who.owner, who.purpose, kLeaseDuration)));
  }
  Leased(Leased&& other) noexcept
      : keep_(std::exchange(other.keep_, nullptr)), lease_(std::move(other.lease_)) {}
  ~Leased() {
    if (keep_) (void)keep_->release(lease_);  // else the next one waits until it has expired
  }
  const Lease& lease() const { return lease_; }

 private:
  Leased(Keep& keep, Lease lease) : keep_(&keep), lease_(std::move(lease)) {}

  Keep* keep_;
  Lease lease_;
};

Status check_target(const State& there, const State& state) {
  if (there.lineage.empty() || there.lineage == state.lineage || there.records.empty()) return {};
  return tl::unexpected(Error{
      ErrorKind::conflict,
      fmt::format("a state of another history is there, which knows {} things: `{}`, and this one is `{}`",
                  there.records.size(), there.lineage, state.lineage),
      "choose another address, or see what that one is: slipway state list --state ADDRESS"});
}

// What was there before stays among the versions.
Status arrive(Keep& keep, const Lease& lease, base::Time now, const State& state, const std::string& key) {
  State there = TRY(load_departed(keep)).state;
  TRY(check_target(there, state));
  if (!key.empty()) TRY(keep.write_key(lease, key));
  if (!there.lineage.empty()) TRY(write_snapshot(keep, lease, there));
  std::vector<Entry> entries;
  if (there.lineage.empty()) {
    Entry begin;
    begin.type = Entry::Type::begin;
    begin.lineage = state.lineage;
    entries.push_back(std::move(begin));
  }
  Entry restore;
  restore.type = Entry::Type::restore;
  restore.state = to_json(state);
  entries.push_back(std::move(restore));
  TRY(append(keep, lease, there, now, std::move(entries)));
  return write_snapshot(keep, lease, there);
}

}  // namespace

Result<bool> move_keep(Keep& from, Keep& to, const std::string& address, const base::Clock& clock,
                       const Who& who, const std::string& key) {
  Leased old_one = TRY(Leased::take(from, who));
  State state = TRY(load_departed(from)).state;
  if (state.departed_to == address) return false;
  if (!state.departed_to.empty()) return tl::unexpected(load(from).error());
  if (state.lineage.empty())
    return tl::unexpected(
        Error{ErrorKind::not_found, "there is no state here yet", "there is nothing to move"});
  std::string own_key = TRY(from.read_key());
  if (own_key.empty()) own_key = key;
  Leased new_one = TRY(Leased::take(to, who));
  TRY(arrive(to, new_one.lease(), clock.now(), state, own_key));
  Entry depart;
  depart.type = Entry::Type::depart;
  depart.to = address;
  depart.note = who.owner;
  TRY(append(from, old_one.lease(), state, clock.now(), std::move(depart)));
  TRY(write_snapshot(from, old_one.lease(), state));
  return true;
}

}  // namespace engine
