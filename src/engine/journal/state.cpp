#include "engine/journal/state.h"

#include <algorithm>

namespace engine {
namespace {

void add_once(std::vector<Key>& list, const std::vector<Key>& more) {
  for (const Key& key : more)
    if (std::find(list.begin(), list.end(), key) == list.end()) list.push_back(key);
}

// FNV-1a (draft-eastlake-fnv), which tells texts apart that nobody chose to be alike.
uint64_t fnv(std::string_view text, uint64_t hash) {
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

std::vector<Key> Record::uses() const {
  std::vector<Key> uses = needs;
  if (open) {
    add_once(uses, open->needs);
    add_once(uses, open->may_use);
  }
  return uses;
}

const Record* State::find(const Key& key) const {
  auto found = records.find(key);
  return found == records.end() ? nullptr : &found->second;
}

const std::pair<const Key, Record>* State::newest(const std::string& address) const {
  auto behind = records.upper_bound(Key{address, INT64_MAX});
  if (behind == records.begin()) return nullptr;
  auto last = std::prev(behind);
  return last->first.address == address ? &*last : nullptr;
}

int64_t State::next_generation(const std::string& address) const {
  auto found = generations.find(address);
  return found == generations.end() ? 1 : found->second + 1;
}

std::string token_of(const std::string& lineage, const Key& key) {
  std::string text = fmt::format("{}/{}", lineage, key.text());
  return fmt::format("slipway-{:016x}{:016x}", fnv(text, 0xcbf29ce484222325), fnv(text, 0x84222325cbf29ce4));
}

}  // namespace engine
