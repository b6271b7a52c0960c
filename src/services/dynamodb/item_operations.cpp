// One item: put, got, updated, deleted.
#include "services/dynamodb/access.h"
#include "services/dynamodb/capacity.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/projection.h"
#include "services/dynamodb/time_to_live.h"
#include "services/dynamodb/write.h"

namespace account::dynamodb {
namespace {

struct Done {
  Schema schema;
  Write write;
  Written written;
};

aws::Result<Done> write_item(Call& call, Write::Kind kind, json::Object& output) {
  const json::Value& table = call.the().record;
  Schema schema = schema_of(table);
  Write write = TRY(read_write(kind, call.input.value(), schema));
  Written written = TRY(prepare(call.state, schema, write));
  Change change = commit(call.state, schema, written);
  if (written.after) expect_expiry(call, call.state, table, schema, *written.after);
  Consumed consumed(schema);
  consumed.write(change, false);
  tell(call, consumed, output);
  if (auto metrics = collection_metrics(call, schema, write.key))
    output.set("ItemCollectionMetrics", std::move(*metrics));
  return Done{std::move(schema), std::move(write), std::move(written)};
}

void show(const std::optional<Item>& item, json::Object& output) {
  if (item && !item->empty()) output.set("Attributes", shape_of(*item));
}

aws::Result<void> check_returns_old(const Call& call) {
  std::string wanted = call.input.text("ReturnValues");
  if (wanted.empty() || wanted == "NONE" || wanted == "ALL_OLD") return {};
  return invalid("ReturnValues can only be ALL_OLD or NONE");
}

Output put_or_delete(Call& call, Write::Kind kind) {
  TRY(check_returns_old(call));
  Object output;
  Done done = TRY(write_item(call, kind, output));
  if (call.input.text("ReturnValues") == "ALL_OLD") show(done.written.before, output);
  return output;
}

Output put_item(Call& call) {
  return put_or_delete(call, Write::Kind::put);
}

Output delete_item(Call& call) {
  return put_or_delete(call, Write::Kind::erase);
}

Output update_item(Call& call) {
  Object output;
  Done done = TRY(write_item(call, Write::Kind::update, output));
  std::string wanted = call.input.text("ReturnValues");
  if (wanted == "ALL_OLD") show(done.written.before, output);
  if (wanted == "ALL_NEW") show(done.written.after, output);
  if (!wanted.starts_with("UPDATED_") || !done.write.update) return output;
  const std::optional<Item>& whole = wanted == "UPDATED_OLD" ? done.written.before : done.written.after;
  if (whole) show(project(paths_of(*done.write.update), *whole), output);
  return output;
}

Output get_item(Call& call) {
  Schema schema = schema_of(call.the().record);
  Projection projection = TRY(Projection::read(call.input.value()));
  Item key = TRY(read_item(*call.input.find("Key")));
  TRY(check_key(schema.keys, key));
  std::optional<Item> item = find_item(call.state, schema, key);
  Object output;
  if (item) output.set("Item", shape_of(projection.of(*item)));
  Reading reading = call.input.flag("ConsistentRead") ? Reading::consistent : Reading::eventual;
  Consumed consumed(schema);
  consumed.read(units_of_read(item ? size_of(*item) : 0, reading));
  tell(call, consumed, output);
  return output;
}

constexpr Operation kOperations[] = {
    {"PutItem", {on(kForItems)}, put_item},
    {"GetItem", {on(kForItems)}, get_item},
    {"UpdateItem", {on(kForItems)}, update_item},
    {"DeleteItem", {on(kForItems)}, delete_item},
};

}  // namespace

std::span<const Operation> item_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
