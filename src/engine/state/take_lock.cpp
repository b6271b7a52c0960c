#include "engine/state/take_lock.h"

#include "engine/keep/file_keep.h"

namespace engine {
namespace {

base::Result<std::unique_ptr<Keep>> open_for_lock(const Places& places, const std::string& folder,
                                                  const std::string& place, const base::Clock& clock) {
  if (!place.empty()) return open_keep_at(places, folder, place, clock);
  auto keep = std::make_unique<FileKeep>(folder, clock);
  keep->leave_nothing_unwritten();
  return keep;
}

}  // namespace

base::Result<std::unique_ptr<HeldLease>> take_lock(const Places& places, const std::string& folder,
                                                   const base::Clock& clock, const Who& who,
                                                   HeldLease::Renewal renewal) {
  std::string place = TRY(place_of(places, folder, clock));
  auto keep = TRY(open_for_lock(places, folder, place, clock));
  auto held = TRY(HeldLease::take(std::move(keep), clock, who, renewal));
  auto claim = [folder, place, &clock] { return claim_place(folder, place, clock); };
  if (place.empty()) TRY(claim());
  held->before_writing(std::move(claim));
  return held;
}

}  // namespace engine
