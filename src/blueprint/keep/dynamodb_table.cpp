#include "blueprint/keep/dynamodb_table.h"

#include "blueprint/keep/aws_errors.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using base::Result;
using base::Status;
using json::Array;
using json::Object;
using json::Value;

constexpr base::Milliseconds kCallLimit{30'000}, kReadyLimit{180'000}, kRecoveryPause{5'000};
constexpr int kRecoveryTries = 12;  // a new table has none at first

struct Asking {
  aws::Client& client;
  const base::Clock& clock;
  const DynamoPlace& place;

  aws::Result<Value> call(std::string_view operation, Object input = {}) const {
    input.set("TableName", place.table);
    return client.call("dynamodb", operation, input, base::Deadline::in(clock, kCallLimit));
  }
  tl::unexpected<base::Error> failed(const aws::Error& error, std::string_view action) const {
    return tl::unexpected(table_error(error, action, place.table, "dynamodb://" + place.table));
  }
};

Object table_of(const DynamoPlace& place) {
  Object input{{"AttributeDefinitions", Array{Object{{"AttributeName", "state"}, {"AttributeType", "S"}},
                                              Object{{"AttributeName", "name"}, {"AttributeType", "S"}}}},
               {"KeySchema", Array{Object{{"AttributeName", "state"}, {"KeyType", "HASH"}},
                                   Object{{"AttributeName", "name"}, {"KeyType", "RANGE"}}}},
               {"BillingMode", "PAY_PER_REQUEST"},
               {"DeletionProtectionEnabled", true}};
  // Without a key it is encrypted all the same, with one of AWS's (Developer Guide, "Encryption at rest").
  if (!place.kms_key.empty())
    input.set("SSESpecification",
              Object{{"Enabled", true}, {"SSEType", "KMS"}, {"KMSMasterKeyId", place.kms_key}});
  return input;
}

// Another run may have made it at the same time.
Status create(const Asking& asking) {
  auto found = asking.call("DescribeTable");
  if (found || found.error().code != "ResourceNotFoundException") {
    if (!found) return asking.failed(found.error(), "dynamodb:DescribeTable");
    return {};
  }
  auto made = asking.call("CreateTable", table_of(asking.place));
  if (made || made.error().code == "ResourceInUseException") return {};
  return asking.failed(made.error(), "dynamodb:CreateTable");
}

Status wait_until_ready(const Asking& asking) {
  auto ready = asking.client.wait("dynamodb", "TableExists", Object{{"TableName", asking.place.table}},
                                  base::Deadline::in(asking.clock, kReadyLimit));
  if (ready) return {};
  return asking.failed(ready.error(), "dynamodb:DescribeTable");
}

Result<bool> can_be_recovered(const Asking& asking) {
  auto output = asking.call("DescribeContinuousBackups");
  if (!output) return asking.failed(output.error(), "dynamodb:DescribeContinuousBackups");
  const Value* backups = output->find("ContinuousBackupsDescription");
  const Value* recovery = backups ? backups->find("PointInTimeRecoveryDescription") : nullptr;
  return recovery && recovery->string_or("PointInTimeRecoveryStatus", "") == "ENABLED";
}

// A table that was just made refuses it for a while (API Reference: ContinuousBackupsUnavailableException).
Status let_it_be_recovered(const Asking& asking) {
  for (int tried = 1;; ++tried) {
    auto output =
        asking.call("UpdateContinuousBackups",
                    {{"PointInTimeRecoverySpecification", Object{{"PointInTimeRecoveryEnabled", true}}}});
    if (output) return {};
    bool may_come =
        output.error().code == "ContinuousBackupsUnavailableException" && tried < kRecoveryTries &&
        asking.client.config().pause(kRecoveryPause, base::Deadline::in(asking.clock, kReadyLimit));
    if (!may_come) return asking.failed(output.error(), "dynamodb:UpdateContinuousBackups");
  }
}

}  // namespace

Status make_table(aws::Client& client, const base::Clock& clock, const DynamoPlace& place) {
  Asking asking{client, clock, place};
  TRY(create(asking));
  TRY(wait_until_ready(asking));
  if (TRY(can_be_recovered(asking))) return {};
  return let_it_be_recovered(asking);
}

base::Error table_error(const aws::Error& error, std::string_view action, const std::string& table,
                        std::string_view place) {
  if (error.code == "ResourceNotFoundException" || error.code == "TableNotFoundException")
    return {
        ErrorKind::not_found, fmt::format("there is no table `{}`", table),
        "see that its name, region and account are right; if it was deleted, its state is gone: restore a "
        "backup (slipway state restore) before anything is made anew"};
  if (error.code == "ValidationException")
    return {
        ErrorKind::invalid, fmt::format("the table `{}` cannot hold a state: {}", table, error.message),
        "its partition key must be the text `state`, its sort key the text `name`; or choose another name: "
        "Slipway makes the table"};
  return keep_error(error, action, place);
}

}  // namespace blueprint
