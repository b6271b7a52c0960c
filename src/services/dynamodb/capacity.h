// What calls cost, as ReturnConsumedCapacity and ReturnItemCollectionMetrics ask.
//
// Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations": a unit reads 4 KB consistently or 8 KB
// otherwise, and writes 1 KB; in a transaction twice as much.
#pragma once

#include <map>
#include <string>

#include "account/call/operation.h"
#include "services/dynamodb/items.h"

namespace account::dynamodb {

enum class Reading { eventual, consistent, transaction };

double units_of_read(size_t bytes, Reading reading);
double units_of_write(size_t bytes, bool is_transaction);

// Of one table.
class Consumed {
 public:
  explicit Consumed(const Schema& schema) : schema_(schema) {}

  void read(double units, const Index* index = nullptr);
  void write(const Change& change, bool is_transaction);

  // `wanted`: TOTAL, INDEXES; anything else, or empty: nothing is told, and it is null. `of_transaction`: reads and
  // writes are told apart, as transactions do.
  json::Value told(const std::string& wanted, bool of_transaction = false) const;

 private:
  const Schema& schema_;
  double table_ = 0;
  std::map<std::string, double> indexes_;
  double reads_ = 0;
  double writes_ = 0;
};

// Puts it into an output where it is wanted.
void tell(const Call& call, const Consumed& consumed, json::Object& output);

// Of a table with local indexes, whose items with the same hash key are a collection; nullopt: it is not wanted, or
// there is none.
std::optional<json::Value> collection_metrics(const Call& call, const Schema& schema, const Item& key);

}  // namespace account::dynamodb
