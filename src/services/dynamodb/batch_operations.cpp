// BatchGetItem and BatchWriteItem: many items of several tables, each by itself.
//
// Source: Amazon DynamoDB API Reference: at most 100 items are got, of 16 MB together, and 25 written.
#include <set>

#include "services/dynamodb/access.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/item_key.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/time_to_live.h"
#include "services/dynamodb/write.h"

namespace account::dynamodb {
namespace {

constexpr size_t kMostGot = 100;
constexpr size_t kMostBytesGot = size_t{16} * 1024 * 1024;
constexpr size_t kMostWritten = 25;

const json::Object& requests_of(const Call& call) {
  return call.input.find("RequestItems")->as_object();
}

// Each item once in a call.
aws::Result<void> check_once(const Schema& schema, const Item& key, std::set<std::string>& seen) {
  std::string place = schema.table + "\n" + item_key(schema.keys, key);
  if (!seen.insert(std::move(place)).second) return invalid("Provided list of item keys contains duplicates");
  return {};
}

void add_told(const Call& call, const Consumed& consumed, json::Array& told) {
  json::Value one = consumed.told(call.input.text("ReturnConsumedCapacity"));
  if (!one.is_null()) told.push_back(std::move(one));
}

struct TableToRead {
  std::string named;  // as the call names it
  Schema schema;
  const json::Value& wanted;
  Projection projection;
  std::vector<Item> keys;
};

aws::Result<std::vector<TableToRead>> read_get(const Call& call) {
  std::vector<TableToRead> tables;
  std::set<std::string> seen;
  size_t count = 0;
  size_t at = 0;
  for (const json::Member& member : requests_of(call)) {
    Projection projection = TRY(Projection::read(member.value));
    TableToRead table{
        member.name, schema_of(call.found.at(at++).record), member.value, std::move(projection), {}};
    for (const json::Value& wanted : member.value.find("Keys")->as_array()) {
      if (++count > kMostGot) return invalid("Too many items requested for the BatchGetItem call");
      Item key = TRY(read_item(wanted));
      TRY(check_key(table.schema.keys, key));
      TRY(check_once(table.schema, key, seen));
      table.keys.push_back(std::move(key));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

// What did not fit into the answer, to be asked for again.
json::Value left_over(const TableToRead& table, size_t from) {
  json::Value rest = table.wanted;
  json::Array keys;
  for (size_t i = from; i < table.keys.size(); ++i) keys.push_back(shape_of(table.keys[i]));
  rest.as_object().set("Keys", std::move(keys));
  return rest;
}

Output batch_get_item(Call& call) {
  std::vector<TableToRead> tables = TRY(read_get(call));
  Object responses, unprocessed;
  json::Array told;
  size_t bytes = 0;
  for (const TableToRead& table : tables) {
    bool is_consistent = table.wanted.bool_or("ConsistentRead", false);
    Consumed consumed(table.schema);
    json::Array items;
    for (size_t i = 0; i < table.keys.size(); ++i) {
      std::optional<Item> item = find_item(call.state, table.schema, table.keys[i]);
      size_t size = item ? size_of(*item) : 0;
      bytes += size;
      if (bytes > kMostBytesGot) {
        unprocessed.set(table.named, left_over(table, i));
        break;
      }
      consumed.read(units_of_read(size, is_consistent ? Reading::consistent : Reading::eventual));
      if (item) items.push_back(shape_of(table.projection.of(*item)));
    }
    responses.set(table.named, std::move(items));
    add_told(call, consumed, told);
  }
  Object output{{"Responses", std::move(responses)}, {"UnprocessedKeys", std::move(unprocessed)}};
  if (!told.empty()) output.set("ConsumedCapacity", std::move(told));
  return output;
}

struct TableToWrite {
  std::string named;
  const json::Value& record;
  Schema schema;
  std::vector<Write> writes;
};

aws::Result<Write> read_request(const json::Value& request, const Schema& schema) {
  const json::Value* put = request.find("PutRequest");
  const json::Value* erase = request.find("DeleteRequest");
  if ((put != nullptr) == (erase != nullptr)) {
    return invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of PutRequest and "
        "DeleteRequest");
  }
  return put ? read_write(Write::Kind::put, *put, schema) : read_write(Write::Kind::erase, *erase, schema);
}

aws::Result<std::vector<TableToWrite>> read_writes(const Call& call) {
  std::vector<TableToWrite> tables;
  std::set<std::string> seen;
  size_t count = 0;
  size_t at = 0;
  for (const json::Member& member : requests_of(call)) {
    const json::Value& record = call.found.at(at++).record;
    TableToWrite table{member.name, record, schema_of(record), {}};
    for (const json::Value& request : member.value.as_array()) {
      if (++count > kMostWritten) return invalid("Too many items requested for the BatchWriteItem call");
      Write write = TRY(read_request(request, table.schema));
      TRY(check_once(table.schema, write.key, seen));
      table.writes.push_back(std::move(write));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

Output batch_write_item(Call& call) {
  std::vector<TableToWrite> tables = TRY(read_writes(call));
  Object metrics;
  json::Array told;
  for (const TableToWrite& table : tables) {
    Consumed consumed(table.schema);
    json::Array collections;
    for (const Write& write : table.writes) {
      Written written = TRY(prepare(call.state, table.schema, write));
      consumed.write(commit(call.state, table.schema, written), false);
      if (written.after) expect_expiry(call, call.state, table.record, table.schema, *written.after);
      if (auto one = collection_metrics(call, table.schema, write.key))
        collections.push_back(std::move(*one));
    }
    if (!collections.empty()) metrics.set(table.named, std::move(collections));
    add_told(call, consumed, told);
  }
  Object output{{"UnprocessedItems", Object{}}};
  if (!metrics.empty()) output.set("ItemCollectionMetrics", std::move(metrics));
  if (!told.empty()) output.set("ConsumedCapacity", std::move(told));
  return output;
}

constexpr Operation kOperations[] = {
    {"BatchGetItem", {on(kInBatch).each("RequestItems")}, batch_get_item},
    {"BatchWriteItem", {on(kInBatch).each("RequestItems")}, batch_write_item},
};

}  // namespace

std::span<const Operation> batch_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
