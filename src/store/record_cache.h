// The records that were read last, as they were committed: a caller's key and user, a bucket, a queue are read by every
// call, and a look here costs a tenth of one into the database. The records that were not read for longest make room.
//
// It belongs to whoever has the store's one transaction, and is not safe from other threads.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/store.h"

namespace store {

class RecordCache {
 public:
  explicit RecordCache(size_t most_bytes = 2 << 20) : most_bytes_(most_bytes) {}

  // nullptr: it must be read. The text is valid until the next call of anything but find().
  const std::string* find(const Scope& scope, std::string_view id);
  void keep(const Scope& scope, std::string_view id, std::string_view value);
  void forget(const Scope& scope, std::string_view id);
  void forget_all();

 private:
  struct Kept {
    std::string name;
    std::string value;
    size_t bytes() const { return name.size() + value.size(); }
  };
  using Place = std::list<Kept>::iterator;

  std::string_view name_of(const Scope& scope, std::string_view id);
  void drop(Place place);

  size_t most_bytes_;
  size_t bytes_ = 0;
  std::list<Kept> kept_;  // the one read last is the first
  std::unordered_map<std::string_view, Place> by_name_;
  std::string name_;  // of the last question: its memory is used again
};

}  // namespace store
