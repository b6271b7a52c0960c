// TransactWriteItems and TransactGetItems: all or nothing.
//
// Source: Amazon DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works": at most 100 items, of 4 MB
// together, none twice; API Reference, TransactWriteItems, "CancellationReasons".
#include <map>
#include <set>

#include "base/text.h"
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

constexpr size_t kMostBytes = size_t{4} * 1024 * 1024;

struct Part {
  std::string_view member;
  Write::Kind kind;
};
constexpr Part kParts[] = {{"ConditionCheck", Write::Kind::check},
                           {"Put", Write::Kind::put},
                           {"Delete", Write::Kind::erase},
                           {"Update", Write::Kind::update}};

// What became of an entry.
struct Reason {
  std::string code = "None";
  std::string message = {};
  json::Object item = {};
};

std::string_view reason_of(const aws::Error& error) {
  if (error.code == "ConditionalCheckFailedException") return "ConditionalCheckFailed";
  return "ValidationError";
}

tl::unexpected<aws::Error> cancelled(const std::vector<Reason>& reasons) {
  std::vector<std::string> codes;
  json::Array told;
  for (const Reason& reason : reasons) {
    codes.push_back(reason.code);
    Object one{{"Code", reason.code}};
    if (!reason.message.empty()) one.set("Message", reason.message);
    if (!reason.item.empty()) one.set("Item", reason.item);
    told.push_back(std::move(one));
  }
  std::string message =
      fmt::format("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
                  base::join(codes, ", "));
  return tl::unexpected(aws::Error("TransactionCanceledException", 400, std::move(message),
                                   Object{{"CancellationReasons", std::move(told)}}));
}

void note(const aws::Error& error, Reason& reason) {
  reason.code = reason_of(error);
  reason.message = error.message;
  const json::Value* item = error.members.find("Item");
  if (item) reason.item = item->as_object();
}

// The tables of a transaction, each once.
class Tables {
 public:
  struct Table {
    const json::Value& record;
    Schema schema;
    Consumed consumed;
    json::Array collections;

    explicit Table(const json::Value& of) : record(of), schema(schema_of(of)), consumed(schema) {}
  };

  explicit Tables(const Call& call) {
    for (const Found& found : call.found)
      if (!tables_.contains(found.named)) tables_.emplace(found.named, std::make_unique<Table>(found.record));
  }

  // The one that an entry names.
  aws::Result<Table*> of(const Call& call, const json::Value& entry) {
    std::string name = TRY(table_name(call.state, entry.string_or("TableName", "")));
    return tables_.at(name).get();
  }

  void tell(const Call& call, json::Object& output) const {
    json::Array told;
    Object metrics;
    for (const auto& [name, table] : tables_) {
      json::Value one = table->consumed.told(call.input.text("ReturnConsumedCapacity"), true);
      if (!one.is_null()) told.push_back(std::move(one));
      if (!table->collections.empty()) metrics.set(name, table->collections);
    }
    if (!told.empty()) output.set("ConsumedCapacity", std::move(told));
    if (!metrics.empty()) output.set("ItemCollectionMetrics", std::move(metrics));
  }

 private:
  std::map<std::string, std::unique_ptr<Table>> tables_;
};

aws::Result<void> check_once(const Schema& schema, const Item& key, std::set<std::string>& seen) {
  std::string place = schema.table + "\n" + item_key(schema.keys, key);
  if (!seen.insert(std::move(place)).second)
    return invalid("Transaction request cannot include multiple operations on one item");
  return {};
}

const Part& part_of(const json::Value& entry) {
  const Part* part = kParts;
  while (!entry.find(part->member)) ++part;
  return *part;
}

// Which action an entry needs depends on what it is.
aws::Result<void> check_entries(const Call& call) {
  for (const json::Value& entry : call.input.list("TransactItems")) {
    size_t count = 0;
    for (const Part& part : kParts) count += entry.find(part.member) ? 1 : 0;
    if (count != 1) return invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  return {};
}

struct Step {
  Tables::Table* table;
  Item key;
  Written written;
};

Output transact_write_items(Call& call) {
  TRY(check_entries(call));
  const json::Array& entries = call.input.list("TransactItems");
  Tables tables(call);
  std::vector<Step> steps;
  std::vector<Reason> reasons(entries.size());
  std::set<std::string> seen;
  size_t bytes = 0;
  bool is_cancelled = false;
  for (size_t i = 0; i < entries.size(); ++i) {
    const Part& part = part_of(entries[i]);
    const json::Value& members = *entries[i].find(part.member);
    Tables::Table& table = *TRY(tables.of(call, members));
    Write write = TRY(read_write(part.kind, members, table.schema));
    TRY(check_once(table.schema, write.key, seen));
    aws::Result<Written> written = prepare(call.state, table.schema, write);
    if (written) {
      bytes += written->after ? size_of(*written->after) : 0;
      steps.push_back({&table, write.key, std::move(*written)});
    } else {
      note(written.error(), reasons[i]);
      is_cancelled = true;
    }
  }
  if (bytes > kMostBytes) return invalid("Collection size of the transaction exceeds the maximum of 4 MB");
  if (is_cancelled) return cancelled(reasons);
  for (Step& step : steps) {
    Tables::Table& table = *step.table;
    table.consumed.write(commit(call.state, table.schema, step.written), true);
    if (step.written.after) expect_expiry(call, call.state, table.record, table.schema, *step.written.after);
    if (auto one = collection_metrics(call, table.schema, step.key))
      table.collections.push_back(std::move(*one));
  }
  Object output;
  tables.tell(call, output);
  return output;
}

Output transact_get_items(Call& call) {
  const json::Array& entries = call.input.list("TransactItems");
  Tables tables(call);
  std::set<std::string> seen;
  json::Array responses;
  for (const json::Value& entry : entries) {
    const json::Value& get = *entry.find("Get");
    Tables::Table& table = *TRY(tables.of(call, get));
    Projection projection = TRY(Projection::read(get));
    Item key = TRY(read_item(*get.find("Key")));
    TRY(check_key(table.schema.keys, key));
    TRY(check_once(table.schema, key, seen));
    std::optional<Item> item = find_item(call.state, table.schema, key);
    table.consumed.read(units_of_read(item ? size_of(*item) : 0, Reading::transaction));
    responses.push_back(item ? Object{{"Item", shape_of(projection.of(*item))}} : Object{});
  }
  Object output{{"Responses", std::move(responses)}};
  tables.tell(call, output);
  return output;
}

constexpr Operation kOperations[] = {
    {"TransactWriteItems",
     {in_transaction("dynamodb:PutItem", "Put"), in_transaction("dynamodb:UpdateItem", "Update"),
      in_transaction("dynamodb:DeleteItem", "Delete"),
      in_transaction("dynamodb:ConditionCheckItem", "ConditionCheck")},
     transact_write_items},
    {"TransactGetItems", {in_transaction("dynamodb:GetItem", "Get")}, transact_get_items},
};

}  // namespace

std::span<const Operation> transaction_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
