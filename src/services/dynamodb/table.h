// Tables as records: {TableName, TableArn, TableId, Created (ms), State, Since, Speed, Tags, and what CreateTable was
// given: AttributeDefinitions, KeySchema, LocalSecondaryIndexes, GlobalSecondaryIndexes (each with a state of its
// own), BillingMode, ProvisionedThroughput, StreamSpecification, SSE, TableClass, ...; TimeToLive, Backups where they
// were set}.
//
// Calls name a table by its name or its ARN.
#pragma once

#include <string>

#include "account/call/due_work.h"
#include "account/call/needs.h"
#include "account/call/operation.h"
#include "account/record/lifecycle.h"
#include "services/dynamodb/schema.h"

namespace account::dynamodb {

// For calls about the table itself.
aws::Result<Resource> locate_table(const Asking& asking);
// By the ARN that a call about tags gives.
aws::Result<Resource> locate_tagged(const Asking& asking);

inline constexpr RecordKind kTables{.name = "dynamodb.table",
                                    .noun = "table",
                                    .type = "table",
                                    .arn = "dynamodb:{region}:{account}:table/{TableName}",
                                    .name_member = "TableName",
                                    .arn_member = "TableArn",
                                    .absent_code = "ResourceNotFoundException",
                                    .absent_status = 400,
                                    .absent_words = "Requested resource not found: Table: {name} not found"};

constexpr RecordKind located_by(aws::Result<Resource> (*locate)(const Asking& asking),
                                std::string_view words) {
  RecordKind kind = kTables;
  kind.locate = locate;
  kind.absent_words = words;
  return kind;
}
inline constexpr RecordKind kNamedTables = located_by(locate_table, kTables.absent_words);
inline constexpr Need kOnTable = on(kNamedTables);
inline constexpr RecordKind kTaggedTables =
    located_by(locate_tagged, "Requested resource not found: ResourcArn: {name} not found");

// The name in a name or an ARN; empty: an ARN of something else. Error: it can be no table's.
aws::Result<std::string> table_name(const State& state, std::string_view named);
// What a table's name leads to, without any keys but its tags'.
Resource table_resource(const State& state, std::string name);

// CREATING, UPDATING, ACTIVE, DELETING.
std::string table_status(const json::Value& table, base::Time now);
void begin_state(const Call& call, json::Value& record, std::string_view state);
base::Time state_end(const json::Value& record);  // of one that was just begun
// Of a table in which somebody still works: the service takes no other change. Error: ResourceInUseException.
aws::Result<void> check_is_active(const Call& call, const json::Value& table);

// TableDescription. Indexes that are gone by now are left out.
json::Value describe_table(const Call& call, const json::Value& table);
// Local indexes always are.
bool is_index_active(const json::Value& table, std::string_view index, base::Time now);
// Takes them out of the record.
void drop_gone_indexes(json::Value& table, base::Time now);

// Members of an input that this account does not simulate. Error: ValidationException that names the first.
aws::Result<void> check_simulated(const Call& call, std::initializer_list<std::string_view> members);

extern const Effect kEraseTable;

}  // namespace account::dynamodb
