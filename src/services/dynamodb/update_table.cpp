// UpdateTable: throughput, billing, one index made or deleted at a time, and the table's settings.
#include <algorithm>

#include "account/call/facilities.h"
#include "services/dynamodb/definition.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/items.h"
#include "services/dynamodb/table.h"
#include "services/dynamodb/table_settings.h"

namespace account::dynamodb {
namespace {

constexpr std::string_view kChanges[] = {"BillingMode",
                                         "ProvisionedThroughput",
                                         "GlobalSecondaryIndexUpdates",
                                         "StreamSpecification",
                                         "SSESpecification",
                                         "TableClass",
                                         "DeletionProtectionEnabled",
                                         "OnDemandThroughput",
                                         "WarmThroughput"};

aws::Result<void> check_changes_something(const Call& call) {
  bool is_change = std::any_of(std::begin(kChanges), std::end(kChanges),
                               [&](std::string_view member) { return call.input.has(member); });
  if (is_change) return {};
  return invalid(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates "
      "or "
      "SSESpecification or ReplicaUpdates is required");
}

aws::Result<void> check_differs(const json::Value& table, const json::Value& throughput) {
  const json::Value* now = table.find("ProvisionedThroughput");
  if (!now || *now != throughput) return {};
  int64_t read = now->int_or("ReadCapacityUnits", 0);
  int64_t write = now->int_or("WriteCapacityUnits", 0);
  return invalid(
      "The provisioned throughput for the table will not change. The requested value equals the current "
      "value. "
      "Current ReadCapacityUnits provisioned for the table: {}. Requested ReadCapacityUnits: {}. Current "
      "WriteCapacityUnits provisioned for the table: {}. Requested WriteCapacityUnits: {}. Refer to the "
      "Amazon "
      "DynamoDB Developer Guide for current limits and how to request higher limits.",
      read, read, write, write);
}

aws::Result<void> change_throughput(const Call& call, json::Value& table) {
  const json::Value* throughput = call.input.find("ProvisionedThroughput");
  std::string mode = call.input.text("BillingMode");
  if (!throughput && mode.empty()) return {};
  json::Object& members = table.as_object();
  bool is_same_mode = mode.empty() || mode == table.string_or("BillingMode", "");
  if (mode.empty()) mode = table.string_or("BillingMode", "");
  if (throughput || !is_same_mode) TRY(check_throughput(mode, throughput));
  if (throughput && is_same_mode) TRY(check_differs(table, *throughput));
  members.set("BillingMode", mode);
  if (throughput) members.set("ProvisionedThroughput", *throughput);
  if (mode != "PAY_PER_REQUEST" || is_same_mode) return {};
  members.set("OnDemandSince", base::to_ms(call.now));
  members.erase("ProvisionedThroughput");
  json::Value* indexes = members.find("GlobalSecondaryIndexes");
  for (json::Value& index : indexes ? indexes->as_array() : json::Array())
    index.as_object().erase("ProvisionedThroughput");
  return {};
}

json::Value* find_index(json::Value& table, std::string_view name) {
  json::Value* indexes = table.as_object().find("GlobalSecondaryIndexes");
  if (!indexes) return nullptr;
  for (json::Value& index : indexes->as_array())
    if (index.string_or("IndexName", "") == name) return &index;
  return nullptr;
}

// Entries are there at once: who reads before the index is active is refused.
aws::Result<void> create_index(const Call& call, json::Value& table, const json::Value& given) {
  json::Value index = given;
  begin_state(call, index, "CREATING");
  json::Value& indexes = table.as_object()["GlobalSecondaryIndexes"];
  if (!indexes.is_array()) indexes = json::Array();
  indexes.as_array().push_back(std::move(index));
  TRY(check_definition(table));
  Schema schema = schema_of(table);
  fill_index(call.state, schema, *schema.find(given.string_or("IndexName", "")));
  return {};
}

tl::unexpected<aws::Error> no_index(std::string_view name) {
  return aws::error("ResourceNotFoundException", 400, "Requested resource not found: Index: {} not found",
                    name);
}

aws::Result<void> delete_index(const Call& call, json::Value& table, std::string_view name) {
  json::Value* index = find_index(table, name);
  if (!index) return no_index(name);
  Schema schema = schema_of(table);
  clear_index(call.state, schema, *schema.find(name));
  begin_state(call, *index, "DELETING");
  return {};
}

aws::Result<void> update_index(const Call& call, json::Value& table, const json::Value& given) {
  std::string_view name = given.string_or("IndexName", "");
  json::Value* index = find_index(table, name);
  if (!index) return no_index(name);
  const json::Value* throughput = given.find("ProvisionedThroughput");
  if (throughput) TRY(check_throughput(table.string_or("BillingMode", ""), throughput, name));
  for (std::string_view member : {"ProvisionedThroughput", "OnDemandThroughput"})
    index->as_object().set_if(member, given.find(member));
  begin_state(call, *index, "UPDATING");
  return {};
}

aws::Result<void> change_indexes(const Call& call, json::Value& table) {
  size_t online = 0;
  for (const json::Value& update : call.input.list("GlobalSecondaryIndexUpdates")) {
    const json::Value* create = update.find("Create");
    const json::Value* erase = update.find("Delete");
    const json::Value* change = update.find("Update");
    if ((create ? 1 : 0) + (erase ? 1 : 0) + (change ? 1 : 0) != 1)
      return invalid_value(
          "One and only one of CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction or "
          "UpdateGlobalSecondaryIndexAction must be specified in each GlobalSecondaryIndexUpdate");
    if (!change && ++online > 1)
      return aws::error("LimitExceededException", 400,
                        "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                        "simultaneously per table");
    if (create) TRY(create_index(call, table, *create));
    if (erase) TRY(delete_index(call, table, erase->string_or("IndexName", "")));
    if (change) TRY(update_index(call, table, *change));
  }
  return {};
}

// What no key needs any longer goes: definitions are those of the call, or of the table where it has none.
void take_definitions(const Call& call, json::Value& table) {
  if (!call.input.has("AttributeDefinitions")) return;
  json::Array& all = table.as_object()["AttributeDefinitions"].as_array();
  for (const json::Value& given : call.input.list("AttributeDefinitions")) {
    std::string_view name = given.string_or("AttributeName", "");
    std::erase_if(all, [&](const json::Value& one) { return one.string_or("AttributeName", "") == name; });
    all.push_back(given);
  }
}

void drop_unused_definitions(json::Value& table) {
  Schema schema = schema_of(table);
  auto is_unused = [&](const json::Value& one) {
    std::string_view name = one.string_or("AttributeName", "");
    return !schema.keys.contains(name) &&
           std::none_of(schema.indexes.begin(), schema.indexes.end(),
                        [&](const Index& index) { return index.keys.contains(name); });
  };
  std::erase_if(table.as_object()["AttributeDefinitions"].as_array(), is_unused);
}

Output update_table(Call& call) {
  json::Value& table = call.the().record;
  TRY(check_simulated(
      call, {"ReplicaUpdates", "MultiRegionConsistency", "GlobalTableWitnessUpdates",
             "GlobalTableSettingsReplicationMode", "DisassociationProtectionEnabled", "VectorIndexUpdates"}));
  TRY(check_changes_something(call));
  TRY(check_is_active(call, table));
  drop_gone_indexes(table, call.now);
  TRY(change_throughput(call, table));
  TRY(set_stream(call, table));
  TRY(set_encryption(call, table));
  TRY(set_warm_throughput(call, table));
  for (std::string_view member : {"TableClass", "DeletionProtectionEnabled", "OnDemandThroughput"})
    table.as_object().set_if(member, call.input.find(member));
  take_definitions(call, table);
  TRY(change_indexes(call, table));
  drop_unused_definitions(table);
  begin_state(call, table, "UPDATING");
  call.save(call.the());
  return Object{{"TableDescription", describe_table(call, table)}};
}

constexpr Operation kOperations[] = {{"UpdateTable", {kOnTable}, update_table}};

}  // namespace

std::span<const Operation> update_table_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
