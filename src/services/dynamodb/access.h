// Which table or index a call about items is about, with the condition keys that DynamoDB has for it.
//
// Source: Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control": LeadingKeys,
// Attributes, Select, ReturnValues, ReturnConsumedCapacity, EnclosingOperation; "Amazon DynamoDB transactions: How it
// works", IAM; Service Authorization Reference.
#pragma once

#include "services/dynamodb/table.h"

namespace account::dynamodb {

aws::Result<Resource> locate_for_items(const Asking& asking);
aws::Result<Resource> locate_index(const Asking& asking);
aws::Result<Resource> locate_in_batch(const Asking& asking);
aws::Result<Resource> locate_in_transaction(const Asking& asking);

inline constexpr std::string_view kNoTable = "Requested resource not found";
inline constexpr RecordKind kForItems = located_by(locate_for_items, kNoTable);
inline constexpr RecordKind kInBatch = located_by(locate_in_batch, kNoTable);
inline constexpr RecordKind kInTransaction = located_by(locate_in_transaction, kNoTable);

constexpr RecordKind indexes() {
  RecordKind kind = located_by(locate_index, kNoTable);
  kind.noun = "index";
  kind.type = "index";
  kind.arn = "dynamodb:{region}:{account}:table/{TableName}/index/{IndexName}";
  return kind;
}
inline constexpr RecordKind kIndexes = indexes();

bool names_no_index(const Asking& asking, const Resource& last);

// About the table that a call reads, or the index.
inline constexpr Need kOnRead = on(kForItems).when({"no IndexName", names_no_index});
inline constexpr Need kOnIndexRead = on(kIndexes).when("IndexName");
// About the table of each entry of a transaction that has this MEMBER.
constexpr Need in_transaction(std::string_view action, const char* member) {
  return on(kInTransaction).asks(action).each("TransactItems").when(member);
}

}  // namespace account::dynamodb
