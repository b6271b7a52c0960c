// What the writing calls share: a put, an update, a deletion or a check of one item, under a condition.
//
// Source: Amazon DynamoDB API Reference, PutItem, UpdateItem, DeleteItem, TransactWriteItems; Developer Guide,
// "Quotas": an item has 400 KB at most.
#pragma once

#include "services/dynamodb/expression/evaluate.h"
#include "services/dynamodb/items.h"

namespace account::dynamodb {

struct Write {
  enum class Kind { put, update, erase, check };
  Kind kind;
  Item key;
  Item item = {};  // of a put
  std::optional<Update> update = std::nullopt;
  std::optional<Condition> condition = std::nullopt;
  bool shows_item = false;  // where the condition fails: ReturnValuesOnConditionCheckFailure
};

// `members`: of the call, of a request in a batch, or of an entry of a transaction. Errors: ValidationException.
aws::Result<Write> read_write(Write::Kind kind, const json::Value& members, const Schema& schema);

// What a write makes of an item. Nothing is stored yet.
struct Written {
  std::optional<Item> before;
  std::optional<Item> after;
};
// Errors: ConditionalCheckFailedException (with the item where that is wanted), ValidationException.
aws::Result<Written> prepare(const State& state, const Schema& schema, const Write& write);
// Stores it.
Change commit(const State& state, const Schema& schema, const Written& written);

}  // namespace account::dynamodb
