#include "store/record_cache.h"

namespace store {
namespace {

constexpr char kEnd = '\0';             // of a part: it stands in no account, region or kind
constexpr size_t kMostOfOne = 4 << 10;  // what is larger is rarely what every call reads

}  // namespace

const std::string* RecordCache::find(const Scope& scope, std::string_view id) {
  auto found = by_name_.find(name_of(scope, id));
  if (found == by_name_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return &found->second->value;
}

void RecordCache::keep(const Scope& scope, std::string_view id, std::string_view value) {
  forget(scope, id);
  if (value.size() > kMostOfOne) return;
  kept_.push_front({std::string(name_of(scope, id)), std::string(value)});
  by_name_.emplace(kept_.front().name, kept_.begin());
  bytes_ += kept_.front().bytes();
  while (bytes_ > most_bytes_) drop(std::prev(kept_.end()));
}

void RecordCache::forget(const Scope& scope, std::string_view id) {
  auto found = by_name_.find(name_of(scope, id));
  if (found != by_name_.end()) drop(found->second);
}

void RecordCache::forget_all() {
  by_name_.clear();
  kept_.clear();
  bytes_ = 0;
}

std::string_view RecordCache::name_of(const Scope& scope, std::string_view id) {
  name_.clear();
  for (std::string_view part : {scope.account, scope.region, scope.kind}) name_.append(part).push_back(kEnd);
  return name_.append(id);
}

void RecordCache::drop(Place place) {
  bytes_ -= place->bytes();
  by_name_.erase(place->name);
  kept_.erase(place);
}

}  // namespace store
