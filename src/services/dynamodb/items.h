// The items of a table, and the orders in which they are read.
//
// What is kept, each in the account and region of the table:
//
//   dynamodb.item      TABLE, PARTITION, RANGE             the item, in DynamoDB's JSON
//   dynamodb.index     TABLE, INDEX, PARTITION, RANGE, KEY  the same order of each index, whose keys need not differ
//   dynamodb.backward  TABLE, INDEX, PARTITION, ~(...)      both backwards, where there is a range key: the store walks
//                                                           forwards only
//   dynamodb.count     TABLE                                how many there are, and their size; of each index, too
//
// PARTITION is a hash of the hash key and then the hash key itself, so that a scan meets items in no order that means
// anything, as on AWS, and a segment of a scan is a range of hashes. RANGE orders as the range key does. KEY is
// PARTITION and RANGE in the table. So an item costs the logarithm of the table, and a query what it reads.
//
// Source: Amazon DynamoDB Developer Guide, "Partitions and data distribution in DynamoDB", "Querying tables in
// DynamoDB".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/record/state.h"
#include "services/dynamodb/expression/key_condition.h"
#include "services/dynamodb/schema.h"

namespace account::dynamodb {

// `item` has them; what else it has does not matter.
std::optional<Item> find_item(const State& state, const Schema& schema, const Item& key);

// What a change costs: of the table and of each index that it touches, the greater size in bytes. An index that is
// not touched has none.
struct Change {
  size_t table_bytes = 0;
  std::vector<size_t> index_bytes;  // in the order of the schema's
};
// `before` nullptr: it is new; `after` nullptr: it goes. Both have the same key.
Change change_item(const State& state, const Schema& schema, const Item* before, const Item* after);

struct Counts {
  int64_t items = 0;
  int64_t bytes = 0;
};
// `index` empty: the table's.
Counts count_of(const State& state, std::string_view table, std::string_view index);

// Of all items of the table those that the index takes, or they go from it.
void fill_index(const State& state, const Schema& schema, const Index& index);
void clear_index(const State& state, const Schema& schema, const Index& index);
void erase_all_items(const State& state, std::string_view table);

// Where a walk through a table or an index begins and ends.
struct Walk {
  const Index* index = nullptr;           // nullptr: the table
  std::optional<KeyCondition> condition;  // nullopt: a scan
  bool is_backward = false;
  uint32_t segment = 0;  // of a scan
  uint32_t segments = 1;
  std::optional<Item> after;  // the keys of table and index behind which it goes on
};

// Items one after the other, as they are in the table.
class Walker {
 public:
  Walker(const State& state, const Schema& schema, const Walk& walk);
  // Whether it goes on behind something that its condition does not reach.
  bool is_beyond() const { return is_beyond_; }
  std::optional<Item> next();

 private:
  // What was read ahead: of the table the items, of an index where they are.
  struct Ahead {
    std::string id;
    std::optional<json::Value> item;
  };
  void read_more();
  std::vector<Ahead> read_some() const;

  const State& state_;
  const Schema& schema_;
  std::string kind_;
  std::string prefix_;  // of all ids
  std::string after_;
  std::string end_;  // the first that is no more; empty: none
  bool is_beyond_ = false;
  std::vector<Ahead> ahead_;  // the next last
  size_t at_once_ = 4;        // more and more, since who wants one wants no hundred to be read
  bool is_done_ = false;
};

}  // namespace account::dynamodb
