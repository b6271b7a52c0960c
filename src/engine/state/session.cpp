#include "engine/state/session.h"

namespace engine {

using base::Status;

namespace {

constexpr base::Milliseconds kLeaseDuration{60'000};  // a few writes

}  // namespace

Status change_under(Keep& keep, const Lease& lease, base::Time now,
                    const std::function<Status(Session&)>& change) {
  State state = TRY(load(keep)).state;
  Session session{keep, lease, state, now};
  int64_t before = state.serial;
  TRY(change(session));
  if (state.serial == before) return {};
  return write_snapshot(keep, lease, state);
}

Status change_any_state(Keep& keep, const base::Clock& clock, const Who& who,
                        const std::function<Status(Session&)>& change) {
  Lease lease = TRY(keep.acquire(who.owner, who.purpose, kLeaseDuration).map_error(unreadable));
  Status changed = change_under(keep, lease, clock.now(), change);
  Status released = keep.release(lease);
  return changed ? released : changed;
}

Status change_state(Keep& keep, const base::Clock& clock, const Who& who,
                    const std::function<Status(Session&)>& change) {
  return change_any_state(keep, clock, who, [&](Session& session) -> Status {
    if (!session.state.lineage.empty()) return change(session);
    return tl::unexpected(base::Error{base::ErrorKind::not_found, "there is no state here yet",
                                      "make one: slipway up, or slipway state restore"});
  });
}

}  // namespace engine
