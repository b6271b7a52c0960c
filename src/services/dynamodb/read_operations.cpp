// Query and Scan.
#include <algorithm>

#include "services/dynamodb/access.h"
#include "services/dynamodb/dynamodb.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/expression/names.h"
#include "services/dynamodb/page.h"

namespace account::dynamodb {
namespace {

aws::Result<void> check_no_legacy(const Call& call, std::initializer_list<std::string_view> members) {
  for (std::string_view member : members)
    if (call.input.has(member))
      return invalid("{} is not simulated, expressions are (see docs/operations.md)", member);
  return {};
}

aws::Result<Placeholders> read_placeholders(const Call& call, std::initializer_list<std::string_view> users,
                                            std::string_view unsaid) {
  bool has_expression = call.input.has("ProjectionExpression");
  for (std::string_view user : users) has_expression = has_expression || call.input.has(user);
  return Placeholders::read(call.input.find("ExpressionAttributeNames"),
                            call.input.find("ExpressionAttributeValues"), has_expression, unsaid);
}

aws::Result<void> check_condition_value(const KeyAttribute& key, const Value& value) {
  if (value.type != key.type) return invalid_value("Condition parameter type does not match schema type");
  bool is_empty = (value.type == Type::S || value.type == Type::B) && value.text.empty();
  if (!is_empty) return {};
  return invalid(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
      "empty {} value. Key: {}",
      value.type == Type::S ? "string" : "binary", key.name);
}

aws::Result<void> check_condition(const Keys& keys, const KeyCondition& condition) {
  TRY(check_condition_value(keys.hash, condition.hash));
  if (!condition.range) return {};
  const KeyRange& range = *condition.range;
  if (range.value.type != keys.range->type || (range.upper && range.upper->type != keys.range->type))
    return invalid_value("Condition parameter type does not match schema type");
  return {};
}

// A query's filter is for what its condition cannot say.
aws::Result<void> check_filter(const Keys& keys, const std::optional<Condition>& filter) {
  if (!filter) return {};
  for (const std::string& name : attribute_names(*filter)) {
    if (keys.contains(name))
      return invalid(
          "Filter Expression can only contain non-primary key attributes: Primary key attribute: {}", name);
  }
  return {};
}

Output query(Call& call) {
  TRY(check_no_legacy(call, {"KeyConditions", "QueryFilter", "ConditionalOperator", "AttributesToGet"}));
  Selection selection{schema_of(call.the().record)};
  TRY(read_index(call, selection.schema, selection.walk));
  const Keys& keys = selection.walk.index ? selection.walk.index->keys : selection.schema.keys;
  Placeholders placeholders = TRY(read_placeholders(call, {"KeyConditionExpression", "FilterExpression"},
                                                    "FilterExpression and KeyConditionExpression are null"));
  const json::Value* text = call.input.find("KeyConditionExpression");
  if (!text)
    return invalid(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  KeyCondition condition = TRY(parse_key_condition(text->as_string(), placeholders, keys.hash.name,
                                                   keys.range ? keys.range->name : std::string()));
  TRY(check_condition(keys, condition));
  selection.walk.condition = std::move(condition);
  selection.walk.is_backward = !call.input.flag("ScanIndexForward", true);
  TRY(read_selection(call, placeholders, selection));
  TRY(check_filter(keys, selection.filter));
  return read_page(call, selection);
}

aws::Result<void> read_segment(const Call& call, Walk& walk) {
  bool has_segment = call.input.has("Segment");
  bool has_total = call.input.has("TotalSegments");
  if (has_segment && !has_total)
    return invalid(
        "The TotalSegments parameter is required but was not present in the request when Segment parameter "
        "is "
        "present");
  if (has_total && !has_segment)
    return invalid(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments "
        "is "
        "present");
  if (!has_total) return {};
  int64_t segment = call.input.number("Segment");
  int64_t total = call.input.number("TotalSegments");
  if (segment >= total)
    return invalid(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {} is "
        "not "
        "less than TotalSegments: {}",
        segment, total);
  walk.segment = static_cast<uint32_t>(segment);
  walk.segments = static_cast<uint32_t>(total);
  return {};
}

Output scan(Call& call) {
  TRY(check_no_legacy(call, {"ScanFilter", "ConditionalOperator", "AttributesToGet"}));
  Selection selection{schema_of(call.the().record)};
  TRY(read_index(call, selection.schema, selection.walk));
  Placeholders placeholders = TRY(read_placeholders(call, {"FilterExpression"}, "FilterExpression is null"));
  TRY(read_segment(call, selection.walk));
  TRY(read_selection(call, placeholders, selection));
  return read_page(call, selection);
}

constexpr Operation kOperations[] = {
    {"Query", {kOnRead, kOnIndexRead}, query},
    {"Scan", {kOnRead, kOnIndexRead}, scan},
};

}  // namespace

std::span<const Operation> read_operations() {
  return kOperations;
}

}  // namespace account::dynamodb
