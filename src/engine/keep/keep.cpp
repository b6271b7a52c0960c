#include "engine/keep/keep.h"

namespace engine {

base::Error held_by(const Lease& lease) {
  return {base::ErrorKind::conflict,
          fmt::format("`{}` holds the lock since {} to {}", lease.owner, base::iso8601(lease.since),
                      lease.purpose),
          fmt::format("wait for it to end; if it is gone without a word, the lock is free at {}",
                      base::iso8601(lease.expires))};
}

base::Error no_such_version(const std::string& id) {
  return {base::ErrorKind::not_found, fmt::format("no version `{}` of the state is kept", id),
          "see which ones are: slipway state versions"};
}

base::Error lost_to_another(const Lease& lease) {
  return {
      base::ErrorKind::conflict,
      fmt::format(
          "the lock that `{}` held to {} was given to another meanwhile, because it was not renewed in time",
          lease.owner, lease.purpose),
      "run it again: it goes on where the other one ends"};
}

}  // namespace engine
