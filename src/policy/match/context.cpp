#include <algorithm>

#include "base/text.h"
#include "policy/buffer.h"
#include "policy/request.h"

namespace policy {

void Context::put(std::string key, Entry entry) {
  auto at = std::lower_bound(
      entries_.begin(), entries_.end(), key,
      [](const auto& existing, const std::string& wanted) { return existing.first < wanted; });
  if (at != entries_.end() && at->first == key) {
    at->second = std::move(entry);
    return;
  }
  hashes_.insert(hashes_.begin() + (at - entries_.begin()), key_hash(key));
  entries_.emplace(at, std::move(key), std::move(entry));
}

void Context::set(std::string_view key, std::string value) {
  Entry entry;
  entry.values.push_back(std::move(value));
  put(base::lower(key), std::move(entry));
}

void Context::set_list(std::string_view key, std::vector<std::string> values) {
  put(base::lower(key), Entry{std::move(values), true});
}

const Context::Entry* Context::find(std::string_view key) const {
  Lowered lowered;
  std::string_view name = lowered.set(key);
  return find_lowered(name, key_hash(name));
}

const Context::Entry* Context::find_lowered(std::string_view key, uint64_t hash) const {
  for (size_t i = 0; i < hashes_.size(); ++i) {
    if (hashes_[i] == hash && entries_[i].first == key) return &entries_[i].second;
  }
  return nullptr;
}

void Context::merge(const Context& other) {
  for (const auto& [key, entry] : other.entries_) put(key, entry);
}

}  // namespace policy
