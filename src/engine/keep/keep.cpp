#include "engine/keep/keep.h"

namespace engine {

namespace {

constexpr std::string_view kIfHeld =
    "wait for it to end, and run this again; if that process is there no more, it need not be waited for: "
    "slipway state unlock STATE";
constexpr std::string_view kIfLost = "run it again: it goes on where the other one ends";

}  // namespace

base::Error held_by(const Lease& lease) {
  return {
      base::ErrorKind::conflict,
      fmt::format("`{}` holds the lock since {} to {}; if it is gone without a word, the lock is free at {}",
                  lease.owner, base::iso8601(lease.since), lease.purpose, base::iso8601(lease.expires)),
      std::string(kIfHeld)};
}

bool is_held(const base::Error& error) {
  return error.hint == kIfHeld;
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
      std::string(kIfLost)};
}

bool is_lost(const base::Error& error) {
  return error.hint == kIfLost;
}

}  // namespace engine
