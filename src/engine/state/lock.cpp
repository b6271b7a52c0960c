#include "engine/state/lock.h"

#include "base/visible.h"

namespace engine {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

tl::unexpected<Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(Error{kind, std::move(message), std::move(hint)});
}

Entry broken(const Lease& lease, const std::string& owner) {
  Entry entry;
  entry.type = Entry::Type::unlock;
  entry.note = fmt::format("`{}` broke the lock of fence {}, which `{}` held since {} to {}", owner,
                           lease.fence, lease.owner, base::iso8601(lease.since), lease.purpose);
  return entry;
}

}  // namespace

std::string lock_text(const Lease& lease, base::Time now) {
  auto left = std::chrono::ceil<std::chrono::seconds>(lease.expires - now).count();
  return fmt::format(
      "`{}` holds the lock {} since {}, to {}\n"
      "it is renewed for as long as its run lives; if that is gone without a word, the lock is free in {} s\n"
      "if it is broken while the run lives: that one ends at its next write; calls that it makes until then "
      "still take "
      "effect, at the same time as those of another run\n",
      base::visible_line(lease.owner), lease.fence, base::iso8601(lease.since),
      base::visible_line(lease.purpose), left);
}

Result<Lease> unlock(Keep& keep, const base::Clock& clock, const std::string& owner, int64_t fence) {
  std::optional<Lease> held = TRY(keep.holder());
  if (!held) return refuse(ErrorKind::not_found, "nobody holds the lock", "there is nothing to break");
  if (held->fence != fence)
    return refuse(ErrorKind::conflict,
                  fmt::format("the lock is {} by now, and not {}: `{}` holds it since {} to {}", held->fence,
                              fence, held->owner, base::iso8601(held->since), held->purpose),
                  "look again whether that one is to be broken");
  TRY(keep.release(*held));
  // A new lease, and so a new fence, shuts the former holder out.
  TRY(change_any_state(keep, clock, {owner, "state unlock"}, [&](Session& session) -> base::Status {
    if (session.state.lineage.empty()) return {};
    return session.append({broken(*held, owner)});
  }));
  return *held;
}

}  // namespace engine
