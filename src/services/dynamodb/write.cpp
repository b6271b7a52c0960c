#include "services/dynamodb/write.h"

#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

using Kind = Write::Kind;

constexpr size_t kMostBytes = size_t{400} * 1024;

// The older way to say what expressions say.
constexpr std::string_view kLegacy[] = {"Expected", "ConditionalOperator", "AttributeUpdates"};

aws::Result<void> check_no_legacy(const json::Value& members) {
  for (std::string_view member : kLegacy)
    if (members.find(member))
      return invalid("{} is not simulated, expressions are (see docs/operations.md)", member);
  return {};
}

aws::Result<void> read_expressions(const json::Value& members, Write& write) {
  std::string_view unsaid = write.kind == Kind::update ? "UpdateExpression and ConditionExpression are null"
                                                       : "ConditionExpression is null";
  const json::Value* update = write.kind == Kind::update ? members.find("UpdateExpression") : nullptr;
  const json::Value* condition = members.find("ConditionExpression");
  Placeholders placeholders =
      TRY(Placeholders::read(members.find("ExpressionAttributeNames"),
                             members.find("ExpressionAttributeValues"), update || condition, unsaid));
  if (update) write.update = TRY(parse_update(update->as_string(), placeholders));
  if (condition)
    write.condition = TRY(parse_condition("ConditionExpression", condition->as_string(), placeholders));
  return placeholders.check_all_used();
}

aws::Result<void> check_update(const Update& update, const Keys& keys) {
  for (const Action& action : update) {
    const std::string& name = action.path.front().name;
    if (keys.contains(name))
      return invalid_value("Cannot update attribute {}. This attribute is part of the key", name);
  }
  return {};
}

tl::unexpected<aws::Error> condition_failed(const Write& write, const std::optional<Item>& item) {
  json::Object members;  // of an error, which are written as they are
  if (write.shows_item && item) members.set("Item", shape_of(*item, Bytes::base64));
  return tl::unexpected(aws::Error("ConditionalCheckFailedException", 400, "The conditional request failed",
                                   std::move(members)));
}

aws::Result<Item> updated(const Schema& schema, const Write& write, const std::optional<Item>& before) {
  Item after = before.value_or(Item());
  if (write.update) after = TRY(apply_update(*write.update, after));
  for (const auto& [name, value] : write.key) after.insert_or_assign(name, value);
  TRY(check_item_keys(schema, after));
  if (size_of(after) > kMostBytes)
    return invalid("Item size to update has exceeded the maximum allowed size");
  return after;
}

}  // namespace

aws::Result<Write> read_write(Kind kind, const json::Value& members, const Schema& schema) {
  TRY(check_no_legacy(members));
  Write write{kind, {}};
  write.shows_item = members.string_or("ReturnValuesOnConditionCheckFailure", "") == "ALL_OLD";
  TRY(read_expressions(members, write));
  if (kind == Kind::put) {
    write.item = TRY(read_item(*members.find("Item")));
    TRY(check_item_keys(schema, write.item));
    if (size_of(write.item) > kMostBytes) return invalid("Item size has exceeded the maximum allowed size");
    write.key = schema.keys.of(write.item);
    return write;
  }
  write.key = TRY(read_item(*members.find("Key")));
  if (write.update) TRY(check_update(*write.update, schema.keys));
  TRY(check_key(schema.keys, write.key));
  return write;
}

aws::Result<Written> prepare(const State& state, const Schema& schema, const Write& write) {
  Written written{find_item(state, schema, write.key), std::nullopt};
  const Item none;
  if (write.condition && !holds(*write.condition, written.before ? *written.before : none))
    return condition_failed(write, written.before);
  if (write.kind == Kind::put) written.after = write.item;
  if (write.kind == Kind::check) written.after = written.before;
  if (write.kind == Kind::update) written.after = TRY(updated(schema, write, written.before));
  return written;
}

Change commit(const State& state, const Schema& schema, const Written& written) {
  if (!written.before && !written.after) return {0, std::vector<size_t>(schema.indexes.size())};
  return change_item(state, schema, written.before ? &*written.before : nullptr,
                     written.after ? &*written.after : nullptr);
}

}  // namespace account::dynamodb
