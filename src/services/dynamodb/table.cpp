#include "services/dynamodb/table.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/tags.h"
#include "base/arn.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/items.h"

namespace account::dynamodb {
namespace {

constexpr std::string_view kEraseName = "dynamodb.erase_table";
// Typical durations; a new index of a table that is not empty takes longer on AWS than here.
constexpr Transition kTableLife[] = {{"CREATING", "ACTIVE", std::chrono::seconds(8), "CREATING"},
                                     {"UPDATING", "ACTIVE", std::chrono::seconds(8), "UPDATING"},
                                     {"DELETING", "", std::chrono::seconds(5), "DELETING"}};

constexpr std::string_view kIndexMembers[] = {"LocalSecondaryIndexes", "GlobalSecondaryIndexes"};

// The states of an index, too: one that is new is ACTIVE when its table is.
std::string status_of(const json::Value& record, base::Time now) {
  return state_at(kTableLife, kept_state(record, "ACTIVE"), now).state;
}

json::Object described_throughput(const json::Value& record) {
  const json::Value* given = record.find("ProvisionedThroughput");
  return Object{{"NumberOfDecreasesToday", 0},
                {"ReadCapacityUnits", given ? given->int_or("ReadCapacityUnits", 0) : 0},
                {"WriteCapacityUnits", given ? given->int_or("WriteCapacityUnits", 0) : 0}};
}

json::Value described_index(const json::Value& table, const json::Value& record, const Counts& counts,
                            bool is_global, base::Time now) {
  std::string_view name = record.string_or("IndexName", "");
  Object index{{"IndexName", name},
               {"KeySchema", *record.find("KeySchema")},
               {"Projection", *record.find("Projection")},
               {"IndexSizeBytes", counts.bytes},
               {"ItemCount", counts.items},
               {"IndexArn", fmt::format("{}/index/{}", table.string_or("TableArn", ""), name)}};
  if (!is_global) return index;
  std::string status = status_of(record, now);
  index.set("IndexStatus", status);
  if (status == "CREATING") index.set("Backfilling", false);
  index.set("ProvisionedThroughput", described_throughput(record));
  index.set_if("OnDemandThroughput", record.find("OnDemandThroughput"));
  return index;
}

void describe_indexes(const Call& call, const json::Value& table, json::Object& description) {
  for (std::string_view member : kIndexMembers) {
    const json::Value* records = table.find(member);
    json::Array described;
    for (const json::Value& record : records ? records->as_array() : json::Array()) {
      if (status_of(record, call.now).empty()) continue;
      Counts counts =
          count_of(call.state, table.string_or("TableName", ""), record.string_or("IndexName", ""));
      described.push_back(
          described_index(table, record, counts, member == "GlobalSecondaryIndexes", call.now));
    }
    if (!described.empty()) description.set(member, std::move(described));
  }
}

// What was asked for beside keys and indexes.
void describe_settings(const json::Value& table, json::Object& description) {
  bool is_on_demand = table.string_or("BillingMode", "") == "PAY_PER_REQUEST";
  if (is_on_demand) {
    description.set("BillingModeSummary",
                    Object{{"BillingMode", "PAY_PER_REQUEST"},
                           {"LastUpdateToPayPerRequestDateTime", table.int_or("OnDemandSince", 0)}});
  }
  description.set("ProvisionedThroughput", described_throughput(table));
  if (const json::Value* key = table.find("KmsKeyArn"))
    description.set("SSEDescription",
                    Object{{"Status", "ENABLED"}, {"SSEType", "KMS"}, {"KMSMasterKeyArn", *key}});
  if (const json::Value* storage = table.find("TableClass"))
    description.set("TableClassSummary", Object{{"TableClass", *storage}});
  for (std::string_view member : {"StreamSpecification", "LatestStreamLabel", "LatestStreamArn",
                                  "OnDemandThroughput", "WarmThroughput"})
    description.set_if(member, table.find(member));
  description.set("DeletionProtectionEnabled", table.bool_or("DeletionProtectionEnabled", false));
}

// With its items, unless another table has its name by now.
void erase_table(Due& due) {
  auto table = due.state.get(kTables.name, due.id);
  if (!table || table->string_or("TableId", "") != due.detail.string_or("TableId", "")) return;
  erase_all_items(due.state, due.id);
  remove(due.state, kTables, due.id);
}

bool is_name(std::string_view name) {
  auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return name.size() >= 3 && name.size() <= 255 && std::all_of(name.begin(), name.end(), is_letter);
}

}  // namespace

const Effect kEraseTable{kEraseName, erase_table};

aws::Result<std::string> table_name(const State& state, std::string_view named) {
  if (named.starts_with("arn:")) {
    auto arn = base::Arn::parse(named);
    bool is_table = arn && arn->service == "dynamodb" && arn->resource.starts_with("table/");
    if (!is_table) return invalid_value("Invalid table ARN: {}", named);
    if (arn->account != state.account() || arn->region != state.region()) return std::string();
    return arn->resource.substr(arn->resource.find('/') + 1);
  }
  if (is_name(named)) return std::string(named);
  return invalid(
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may "
      "contain "
      "only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
}

Resource table_resource(const State& state, std::string name) {
  Resource resource;
  resource.arn = arn_of(state, kTables, json::Object{{"TableName", name}});
  resource.record = state.get(kTables.name, name);
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys);
  resource.named = std::move(name);
  return resource;
}

aws::Result<Resource> locate_table(const Asking& asking) {
  std::string named = asking.text("TableName");
  std::string name = TRY(table_name(asking.call.state, named));
  if (name.empty())
    return Resource{.arn = named, .named = named};  // of another account, which shares none here
  return table_resource(asking.call.state, std::move(name));
}

aws::Result<Resource> locate_tagged(const Asking& asking) {
  std::string arn = asking.text("ResourceArn");
  if (!arn.starts_with("arn:"))
    return invalid_value("Invalid TableArn: Invalid ResourceArn provided as input {}", arn);
  std::string name = TRY(table_name(asking.call.state, arn));
  if (name.empty()) return Resource{.arn = arn, .named = arn};
  Resource resource = table_resource(asking.call.state, std::move(name));
  if (!resource.record) resource.named = arn;
  return resource;
}

std::string table_status(const json::Value& table, base::Time now) {
  return status_of(table, now);
}

void begin_state(const Call& call, json::Value& record, std::string_view state) {
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
}

base::Time state_end(const json::Value& record) {
  StateSince kept = kept_state(record, "ACTIVE");
  return ends_at(kTableLife, kept).value_or(kept.since);
}

aws::Result<void> check_is_active(const Call& call, const json::Value& table) {
  std::string status = table_status(table, call.now);
  if (status == "ACTIVE") return {};
  std::string_view doing = status == "CREATING" ? "created" : status == "UPDATING" ? "updated" : "deleted";
  return aws::error("ResourceInUseException", 400,
                    "Attempt to change a resource which is still in use: Table is being {}: {}", doing,
                    table.string_or("TableName", ""));
}

json::Value describe_table(const Call& call, const json::Value& table) {
  Counts counts = count_of(call.state, table.string_or("TableName", ""), "");
  Object description{{"TableName", *table.find("TableName")},
                     {"TableArn", *table.find("TableArn")},
                     {"TableId", *table.find("TableId")},
                     {"TableStatus", table_status(table, call.now)},
                     {"CreationDateTime", table.int_or("Created", 0)},
                     {"AttributeDefinitions", *table.find("AttributeDefinitions")},
                     {"KeySchema", *table.find("KeySchema")},
                     {"ItemCount", counts.items},
                     {"TableSizeBytes", counts.bytes}};
  describe_settings(table, description);
  describe_indexes(call, table, description);
  return description;
}

bool is_index_active(const json::Value& table, std::string_view index, base::Time now) {
  const json::Value* indexes = table.find("GlobalSecondaryIndexes");
  for (const json::Value& one : indexes ? indexes->as_array() : json::Array())
    if (one.string_or("IndexName", "") == index) return status_of(one, now) != "CREATING";
  return true;
}

void drop_gone_indexes(json::Value& table, base::Time now) {
  json::Value* indexes = table.as_object().find("GlobalSecondaryIndexes");
  if (!indexes) return;
  std::erase_if(indexes->as_array(), [&](const json::Value& one) { return status_of(one, now).empty(); });
}

aws::Result<void> check_simulated(const Call& call, std::initializer_list<std::string_view> members) {
  for (std::string_view member : members)
    if (call.input.has(member)) return invalid("{} is not simulated (see docs/operations.md)", member);
  return {};
}

}  // namespace account::dynamodb
