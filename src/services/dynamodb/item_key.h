// Keys of items as bytes that order as the values do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/dynamodb/expression/key_condition.h"
#include "services/dynamodb/schema.h"

namespace account::dynamodb {

// A hash of the hash key and the key itself; nothing else begins with it.
std::string partition_key(const Value& hash);
// Of an item that has the keys: its place behind the partition. No two are the beginning of each other.
std::string range_key(const Keys& keys, const Item& item);
// Both: where an item is in its table.
std::string item_key(const Keys& keys, const Item& item);

// Those range keys from `first` on and before `end`; none of them is exactly `first`.
struct KeyBounds {
  std::string first;               // empty: from the beginning
  std::optional<std::string> end;  // nullopt: to the end
};
KeyBounds bounds_of(const KeyRange& range);
// The hashes of a segment, as partition_key() begins with them.
KeyBounds bounds_of_segment(uint32_t segment, uint32_t segments);

// The least text that is greater than all that begin with this one; nullopt: there is none.
std::optional<std::string> end_of_prefix(std::string_view prefix);
// Orders the other way round.
std::string inverted(std::string_view bytes);

}  // namespace account::dynamodb
