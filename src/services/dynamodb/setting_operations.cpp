// Time to live, continuous backups, and what DynamoDB says of itself.
//
// Source: Amazon DynamoDB API Reference, UpdateTimeToLive, UpdateContinuousBackups, DescribeLimits, DescribeEndpoints.
#include "account/call/facilities.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/items.h"
#include "services/dynamodb/table.h"
#include "services/dynamodb/time_to_live.h"

namespace account::dynamodb {
namespace {

constexpr Transition kTimeToLiveLife[] = {{"ENABLING", "ENABLED", std::chrono::seconds(60), "ENABLING"},
                                          {"DISABLING", "DISABLED", std::chrono::seconds(60), "DISABLING"}};
constexpr std::chrono::seconds kNewestBackup = std::chrono::minutes(5);
constexpr int64_t kMostDays = 35;

constexpr RecordKind backed_up() {
  RecordKind kind = kNamedTables;
  kind.absent_code = "TableNotFoundException";
  kind.absent_words = "Table not found: {name}";
  return kind;
}
constexpr RecordKind kBackedUp = backed_up();

std::string status_of(const json::Value* setting, base::Time now) {
  if (!setting) return "DISABLED";
  return state_at(kTimeToLiveLife, kept_state(*setting, "DISABLED"), now).state;
}

Output describe_time_to_live(Call& call) {
  const json::Value* setting = call.the().record.find("TimeToLive");
  std::string status = status_of(setting, call.now);
  Object description{{"TimeToLiveStatus", status}};
  if (status != "DISABLED") description.set_if("AttributeName", setting->find("AttributeName"));
  return Object{{"TimeToLiveDescription", std::move(description)}};
}

// The items that are there already expire, too.
void expect_all(const Call& call, const json::Value& table) {
  Schema schema = schema_of(table);
  Walk walk;
  Walker walker(call.state, schema, walk);
  while (std::optional<Item> item = walker.next()) expect_expiry(call, call.state, table, schema, *item);
}

Output update_time_to_live(Call& call) {
  json::Value& table = call.the().record;
  TRY(check_is_active(call, table));
  const json::Value& given = *call.input.find("TimeToLiveSpecification");
  bool is_on = given.bool_or("Enabled", false);
  std::string_view attribute = given.string_or("AttributeName", "");
  const json::Value* before = table.find("TimeToLive");
  std::string status = status_of(before, call.now);
  if (status == "ENABLING" || status == "DISABLING")
    return invalid("Time to live has been modified multiple times within a fixed interval");
  bool was_on = status == "ENABLED";
  if (is_on == was_on) return invalid("TimeToLive is already {}", is_on ? "enabled" : "disabled");
  if (was_on && before->string_or("AttributeName", "") != attribute) {
    return invalid("TimeToLive is active on a different AttributeName: current AttributeName is {}",
                   before->string_or("AttributeName", ""));
  }
  json::Value setting = Object{{"Enabled", is_on}, {"AttributeName", attribute}};
  begin_state(call, setting, is_on ? "ENABLING" : "DISABLING");
  table.as_object().set("TimeToLive", std::move(setting));
  call.save(call.the());
  if (is_on) expect_all(call, table);
  return Object{{"TimeToLiveSpecification", given}};
}

json::Value describe_backups(const Call& call, const json::Value& table) {
  const json::Value* setting = table.find("Backups");
  Object recovery{{"PointInTimeRecoveryStatus", setting ? "ENABLED" : "DISABLED"}};
  if (setting) {
    base::Time since = base::from_ms(setting->int_or("Since", 0));
    int64_t days = setting->int_or("Days", kMostDays);
    base::Time oldest = call.now - std::chrono::hours(24 * days);
    recovery.set("RecoveryPeriodInDays", days);
    recovery.set("EarliestRestorableDateTime", base::to_ms(std::max(since, oldest)));
    recovery.set("LatestRestorableDateTime", base::to_ms(std::max(since, call.now - kNewestBackup)));
  }
  return Object{{"ContinuousBackupsDescription", Object{{"ContinuousBackupsStatus", "ENABLED"},
                                                        {"PointInTimeRecoveryDescription", recovery}}}};
}

Output describe_continuous_backups(Call& call) {
  return describe_backups(call, call.the().record);
}

Output update_continuous_backups(Call& call) {
  json::Value& table = call.the().record;
  if (table_status(table, call.now) == "CREATING") {
    return aws::error("ContinuousBackupsUnavailableException", 400,
                      "Backups are being enabled for the table: {}. Please retry later",
                      table.string_or("TableName", ""));
  }
  const json::Value& given = *call.input.find("PointInTimeRecoverySpecification");
  const json::Value* days = given.find("RecoveryPeriodInDays");
  if (!given.bool_or("PointInTimeRecoveryEnabled", false)) {
    if (days) return invalid_value("RecoveryPeriodInDays cannot be given where recovery is disabled");
    table.as_object().erase("Backups");
  } else {
    const json::Value* before = table.find("Backups");
    table.as_object().set("Backups",
                          Object{{"Since", before ? before->int_or("Since", 0) : base::to_ms(call.now)},
                                 {"Days", days ? days->as_int() : kMostDays}});
  }
  call.save(call.the());
  return describe_backups(call, table);
}

Output describe_limits(Call&) {
  constexpr int64_t kOfAccount = 80000;
  constexpr int64_t kOfTable = 40000;
  return Object{{"AccountMaxReadCapacityUnits", kOfAccount},
                {"AccountMaxWriteCapacityUnits", kOfAccount},
                {"TableMaxReadCapacityUnits", kOfTable},
                {"TableMaxWriteCapacityUnits", kOfTable}};
}

// Where the client has just been, so that one which discovers endpoints comes back.
Output describe_endpoints(Call& call) {
  Object endpoint{{"Address", call.http.headers.get("host")}, {"CachePeriodInMinutes", 1440}};
  return Object{{"Endpoints", json::Array{std::move(endpoint)}}};
}

constexpr Operation kOperations[] = {
    {"DescribeTimeToLive", {kOnTable}, describe_time_to_live},
    {"UpdateTimeToLive", {kOnTable}, update_time_to_live},
    {"DescribeContinuousBackups", {on(kBackedUp)}, describe_continuous_backups},
    {"UpdateContinuousBackups", {on(kBackedUp)}, update_continuous_backups},
    {"DescribeLimits", {any()}, describe_limits},
    {"DescribeEndpoints", {any()}, describe_endpoints},
};

}  // namespace

std::span<const Operation> setting_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
