#include "services/dynamodb/items.h"

#include <algorithm>

#include "services/dynamodb/item_key.h"

namespace account::dynamodb {
namespace {

constexpr std::string_view kItem = "dynamodb.item";
constexpr std::string_view kIndex = "dynamodb.index";
constexpr std::string_view kBackward = "dynamodb.backward";
constexpr std::string_view kCount = "dynamodb.count";
constexpr char kEndOfName = '\n';
constexpr size_t kMostAtOnce = 64;

std::string named(std::string_view name) {
  return std::string(name) + kEndOfName;
}

// Of an item in the order of an index; the table's own has no name.
struct Entry {
  std::string scope;  // TABLE, INDEX
  std::string partition;
  std::string range;  // with the item's key where index keys need not differ

  std::string forward_id() const { return scope + partition + range; }
  std::string backward_id() const { return scope + partition + inverted(range); }
};

std::string scope_of(const Schema& schema, const Index* index) {
  return named(schema.table) + named(index ? index->name : "");
}

Entry entry_of(const Schema& schema, const Index* index, const Item& item) {
  const Keys& keys = index ? index->keys : schema.keys;
  Entry entry{scope_of(schema, index), partition_key(item.at(keys.hash.name)), range_key(keys, item)};
  if (index) entry.range += item_key(schema.keys, item);
  return entry;
}

void put_entry(State state, const Schema& schema, const Index* index, const Item& item) {
  std::string key = item_key(schema.keys, item);
  Entry entry = entry_of(schema, index, item);
  if (index) state.put_bytes(kIndex, entry.forward_id(), key);
  bool has_range = (index ? index->keys : schema.keys).range.has_value();
  if (has_range) state.put_bytes(kBackward, entry.backward_id(), key);
}

void erase_entry(State state, const Schema& schema, const Index* index, const Item& item) {
  Entry entry = entry_of(schema, index, item);
  if (index) state.erase(kIndex, entry.forward_id());
  state.erase(kBackward, entry.backward_id());
}

// It was an item when it was stored.
std::optional<Item> item_of(const json::Value& record) {
  aws::Result<Item> item = read_item(record, Bytes::base64);
  return item ? std::optional<Item>(std::move(*item)) : std::nullopt;
}

std::optional<Item> read_stored(const State& state, const std::string& id) {
  std::optional<json::Value> record = state.get(kItem, id);
  return record ? item_of(*record) : std::nullopt;
}

// How many more there are, and how many bytes.
void add_to_count(const State& state, std::string_view table, std::string_view index, int64_t items,
                  int64_t bytes) {
  if (items == 0 && bytes == 0) return;
  State changed = state;
  std::string id = named(table) + std::string(index);
  Counts counts = count_of(state, table, index);
  changed.put(kCount, id, json::Object{{"Items", counts.items + items}, {"Bytes", counts.bytes + bytes}});
}

int64_t signed_size(const Item* item) {
  return item ? static_cast<int64_t>(size_of(*item)) : 0;
}

// The item as an index has it; nullopt: it does not stand in it.
std::optional<Item> in_index(const Schema& schema, const Index& index, const Item* item) {
  if (!item || !index.takes(*item)) return std::nullopt;
  return schema.projected(index, *item);
}

// Returns the bytes that the index is written for.
size_t change_index(const State& state, const Schema& schema, const Index& index, const Item* before,
                    const Item* after) {
  std::optional<Item> old_part = in_index(schema, index, before);
  std::optional<Item> new_part = in_index(schema, index, after);
  if (old_part == new_part) return 0;
  int64_t old_size = signed_size(old_part ? &*old_part : nullptr);
  int64_t new_size = signed_size(new_part ? &*new_part : nullptr);
  bool is_moved =
      !old_part || !new_part ||
      entry_of(schema, &index, *before).forward_id() != entry_of(schema, &index, *after).forward_id();
  if (old_part && is_moved) erase_entry(state, schema, &index, *before);
  if (new_part && is_moved) put_entry(state, schema, &index, *after);
  int64_t more = (new_part ? 1 : 0) - (old_part ? 1 : 0);
  add_to_count(state, schema.table, index.name, more, new_size - old_size);
  return static_cast<size_t>(std::max(old_size, new_size));
}

void erase_all(State state, std::string_view kind, const std::string& prefix) {
  for (const std::string& id : state.ids(kind, {.prefix = prefix})) state.erase(kind, id);
}

}  // namespace

std::optional<Item> find_item(const State& state, const Schema& schema, const Item& key) {
  return read_stored(state, named(schema.table) + item_key(schema.keys, key));
}

Change change_item(const State& state, const Schema& schema, const Item* before, const Item* after) {
  const Item& either = after ? *after : *before;
  std::string id = named(schema.table) + item_key(schema.keys, either);
  State changed = state;
  if (after) changed.put(kItem, id, shape_of(*after, Bytes::base64));
  if (!after) changed.erase(kItem, id);
  if (!before && schema.keys.range) put_entry(state, schema, nullptr, *after);
  if (!after && schema.keys.range) erase_entry(state, schema, nullptr, *before);
  int64_t old_size = signed_size(before);
  int64_t new_size = signed_size(after);
  add_to_count(state, schema.table, "", (after ? 1 : 0) - (before ? 1 : 0), new_size - old_size);

  Change change{static_cast<size_t>(std::max(old_size, new_size)), {}};
  for (const Index& index : schema.indexes)
    change.index_bytes.push_back(change_index(state, schema, index, before, after));
  return change;
}

Counts count_of(const State& state, std::string_view table, std::string_view index) {
  auto record = state.get(kCount, named(table) + std::string(index));
  if (!record) return {};
  return {record->int_or("Items", 0), record->int_or("Bytes", 0)};
}

void fill_index(const State& state, const Schema& schema, const Index& index) {
  Walk walk;
  Walker walker(state, schema, walk);
  while (std::optional<Item> item = walker.next()) change_index(state, schema, index, nullptr, &*item);
}

void clear_index(const State& state, const Schema& schema, const Index& index) {
  erase_all(state, kIndex, scope_of(schema, &index));
  erase_all(state, kBackward, scope_of(schema, &index));
  State changed = state;
  changed.erase(kCount, named(schema.table) + index.name);
}

void erase_all_items(const State& state, std::string_view table) {
  for (std::string_view kind : {kItem, kIndex, kBackward, kCount}) erase_all(state, kind, named(table));
}

Walker::Walker(const State& state, const Schema& schema, const Walk& walk) : state_(state), schema_(schema) {
  const Keys& keys = walk.index ? walk.index->keys : schema.keys;
  bool is_backward = walk.is_backward && keys.range;
  kind_ = is_backward ? kBackward : walk.index ? kIndex : kItem;
  prefix_ = kind_ == kItem ? named(schema.table) : scope_of(schema, walk.index);
  std::string scope = prefix_;
  if (walk.condition) prefix_ += partition_key(walk.condition->hash);

  KeyBounds bounds = walk.condition && walk.condition->range ? bounds_of(*walk.condition->range)
                     : walk.condition                        ? KeyBounds{}
                                                             : bounds_of_segment(walk.segment, walk.segments);
  if (is_backward) {
    // The other way round, what begins with a bound lies behind it, too.
    std::string first = bounds.end ? end_of_prefix(inverted(*bounds.end)).value_or("") : "";
    std::optional<std::string> end = end_of_prefix(inverted(bounds.first));
    bounds = {first, end};
  }
  after_ = prefix_ + bounds.first;
  end_ = bounds.end ? prefix_ + *bounds.end : "";
  if (!walk.after) return;
  Entry entry = entry_of(schema, walk.index, *walk.after);
  std::string place = scope + entry.partition + (is_backward ? inverted(entry.range) : entry.range);
  is_beyond_ = !place.starts_with(prefix_) || place < after_ || (!end_.empty() && place >= end_);
  after_ = std::max(after_, place);
}

std::vector<Walker::Ahead> Walker::read_some() const {
  store::Range range{.prefix = prefix_, .after = after_, .limit = at_once_};
  std::vector<Ahead> some;
  if (kind_ == kItem) {
    for (account::Entry& one : state_.list(kind_, range))
      some.push_back({std::move(one.id), std::move(one.value)});
  } else {
    for (std::string& id : state_.ids(kind_, range)) some.push_back({std::move(id), std::nullopt});
  }
  return some;
}

void Walker::read_more() {
  std::vector<Ahead> some = read_some();
  is_done_ = some.size() < at_once_;
  at_once_ = std::min(at_once_ * 2, kMostAtOnce);
  for (Ahead& one : some) {
    if (!end_.empty() && one.id >= end_) {
      is_done_ = true;
      break;
    }
    after_ = one.id;
    ahead_.push_back(std::move(one));
  }
  std::reverse(ahead_.begin(), ahead_.end());
}

std::optional<Item> Walker::next() {
  if (ahead_.empty() && !is_done_) read_more();
  if (ahead_.empty()) return std::nullopt;
  Ahead next = std::move(ahead_.back());
  ahead_.pop_back();
  if (next.item) return item_of(*next.item);
  std::optional<std::string> key = state_.get_bytes(kind_, next.id);
  return key ? read_stored(state_, named(schema_.table) + *key) : std::nullopt;
}

}  // namespace account::dynamodb
