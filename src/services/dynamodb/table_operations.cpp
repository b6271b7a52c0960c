// Tables: made, described, listed, deleted.
#include <algorithm>

#include "account/call/facilities.h"
#include "services/dynamodb/definition.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/table.h"
#include "services/dynamodb/table_settings.h"
#include "services/quotas.h"

namespace account::dynamodb {
namespace {

// Quotas: of tables, and of those that somebody works in.
aws::Result<void> check_room(const Call& call) {
  std::vector<Entry> tables = call.state.list(kTables.name);
  TRY(check_quota(call, quotas::kTables, tables.size()));
  auto is_busy = [&](const Entry& table) { return table_status(table.value, call.now) != "ACTIVE"; };
  auto busy = std::count_if(tables.begin(), tables.end(), is_busy);
  return check_quota(call, quotas::kTableOperations, static_cast<size_t>(busy));
}

json::Value new_table(const Call& call, std::string name) {
  Object table{{"TableName", name},
               {"TableArn", arn_of(call.state, kTables, json::Object{{"TableName", name}})},
               {"TableId", call.facilities.random.uuid()},
               {"Created", base::to_ms(call.now)},
               {"BillingMode", "PROVISIONED"}};
  for (std::string_view member :
       {"AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "GlobalSecondaryIndexes", "BillingMode",
        "ProvisionedThroughput", "TableClass", "DeletionProtectionEnabled", "OnDemandThroughput", "Tags"})
    table.set_if(member, call.input.find(member));
  if (call.input.text("BillingMode") == "PAY_PER_REQUEST") table.set("OnDemandSince", base::to_ms(call.now));
  return table;
}

void begin_all(const Call& call, json::Value& table) {
  begin_state(call, table, "CREATING");
  if (json::Value* indexes = table.as_object().find("GlobalSecondaryIndexes"))
    for (json::Value& index : indexes->as_array()) begin_state(call, index, "CREATING");
}

Output create_table(Call& call) {
  std::string name = TRY(table_name(call.state, call.input.text("TableName")));
  TRY(check_simulated(call, {"VectorIndexes", "ResourcePolicy", "GlobalTableSourceArn",
                             "GlobalTableSettingsReplicationMode"}));
  if (call.state.contains(kTables.name, name))
    return aws::error("ResourceInUseException", 400, "Table already exists: {}", name);
  json::Value table = new_table(call, name);
  TRY(check_throughput(table.string_or("BillingMode", ""), call.input.find("ProvisionedThroughput")));
  TRY(check_definition(table));
  TRY(check_room(call));
  TRY(set_stream(call, table));
  TRY(set_encryption(call, table));
  TRY(set_warm_throughput(call, table));
  begin_all(call, table);
  call.make(kTables, name, table);
  return Object{{"TableDescription", describe_table(call, table)}};
}

Output describe(Call& call) {
  return Object{{"Table", describe_table(call, call.the().record)}};
}

Output list_tables(Call& call) {
  constexpr int64_t kMostListed = 100;
  auto limit = static_cast<size_t>(call.input.number("Limit", kMostListed));
  std::vector<std::string> names =
      call.state.ids(kTables.name, {.after = call.input.text("ExclusiveStartTableName"), .limit = limit + 1});
  bool has_more = names.size() > limit;
  if (has_more) names.pop_back();
  json::Array shown(names.begin(), names.end());
  Object output{{"TableNames", std::move(shown)}};
  if (has_more) output.set("LastEvaluatedTableName", names.back());
  return output;
}

Output delete_table(Call& call) {
  json::Value& table = call.the().record;
  TRY(check_is_active(call, table));
  if (table.bool_or("DeletionProtectionEnabled", false)) {
    return invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion "
        "protection "
        "first.");
  }
  begin_state(call, table, "DELETING");
  call.save(call.the());
  schedule(
      call.state, call.facilities,
      {state_end(table), kEraseTable.name, call.the().named, Object{{"TableId", *table.find("TableId")}}});
  return Object{{"TableDescription", describe_table(call, table)}};
}

constexpr Operation kOperations[] = {
    {"CreateTable", {creates(kTables), also("dynamodb:TagResource").when("Tags")}, create_table},
    {"DescribeTable", {kOnTable}, describe},
    {"ListTables", {any()}, list_tables},
    {"DeleteTable", {kOnTable}, delete_table},
};

}  // namespace

std::span<const Operation> table_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
