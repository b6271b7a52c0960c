#include "engine/state/session.h"

namespace engine {

using base::Status;

namespace {

constexpr base::Milliseconds kLeaseDuration{60'000};  // a few writes

Status run(Session& session, const std::function<Status(Session&)>& change) {
  History history = TRY(load(session.keep));
  session.state = std::move(history.state);
  int64_t before = session.state.serial;
  TRY(change(session));
  if (session.state.serial == before) return {};
  return write_snapshot(session.keep, session.lease, session.state);
}

}  // namespace

Status change_any_state(Keep& keep, const base::Clock& clock, const Who& who,
                        const std::function<Status(Session&)>& change) {
  Lease lease = TRY(keep.acquire(who.owner, who.purpose, kLeaseDuration));
  State state;
  Session session{keep, lease, state, clock.now()};
  Status changed = run(session, change);
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
