#include "services/dynamodb/access.h"

#include <set>

#include "base/encoding.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/expression/key_condition.h"
#include "services/dynamodb/expression/names.h"

namespace account::dynamodb {
namespace {

constexpr std::string_view kExpressions[] = {"ConditionExpression", "FilterExpression",
                                             "ProjectionExpression", "UpdateExpression",
                                             "KeyConditionExpression"};
constexpr std::string_view kMembersOfTransaction[] = {"Put", "Update", "Delete", "ConditionCheck", "Get"};

// What a part of a call says of the items that it wants: the call, a table in a batch, an entry of a transaction.
class ConditionKeys {
 public:
  ConditionKeys(const std::optional<Schema>& schema, policy::Context& context)
      : schema_(schema), context_(context) {}
  void add_items(const json::Value& members) {
    for (std::string_view member : {"Key", "Item", "ExclusiveStartKey"})
      add_item(members.find(member), member);
    if (const json::Value* keys = members.find("Keys"))
      for (const json::Value& key : keys->as_array()) add_item(&key, "Key");
    add_expressions(members);
    add_queried(members);
  }

  void add_writes(const json::Value& requests) {
    for (const json::Value& request : requests.as_array()) {
      for (std::string_view member : {"PutRequest", "DeleteRequest"})
        if (const json::Value* write = request.find(member)) add_items(*write);
    }
  }

  // What was added, and what the call chooses. `otherwise`: what is selected where it does not say.
  void set(const json::Value& members, std::string_view otherwise) {
    if (!leading_.empty()) context_.set_list("dynamodb:LeadingKeys", texts(leading_));
    if (!attributes_.empty()) context_.set_list("dynamodb:Attributes", texts(attributes_));
    for (std::string_view member : {"ReturnValues", "ReturnConsumedCapacity"})
      if (const json::Value* chosen = members.find(member))
        context_.set(fmt::format("dynamodb:{}", member), chosen->as_string());
    std::string select(members.string_or("Select", otherwise));
    if (members.find("ProjectionExpression")) select = "SPECIFIC_ATTRIBUTES";
    context_.set("dynamodb:Select", std::move(select));
  }

 private:
  static std::vector<std::string> texts(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

  void add_item(const json::Value* item, std::string_view member) {
    if (!item || !item->is_object()) return;
    for (const json::Member& attribute : item->as_object()) {
      if (member != "ExclusiveStartKey") attributes_.insert(attribute.name);
      if (member != "ExclusiveStartKey" && schema_ && attribute.name == schema_->keys.hash.name)
        if (auto value = read_value(attribute.value)) add_leading(*value);
    }
  }

  void add_leading(const Value& value) {
    if (value.type == Type::B) leading_.insert(base::base64(value.text));
    if (value.type == Type::S) leading_.insert(value.text);
    if (value.type == Type::N) leading_.insert(value.number.text());
  }

  void add_expressions(const json::Value& members) {
    const json::Value* names = members.find("ExpressionAttributeNames");
    for (std::string_view parameter : kExpressions)
      for (std::string& name : attribute_names(members.string_or(parameter, ""), names))
        attributes_.insert(std::move(name));
  }

  // A mistake in the condition is told after the question.
  void add_queried(const json::Value& members) {
    std::string_view text = members.string_or("KeyConditionExpression", "");
    if (text.empty() || !schema_) return;
    auto placeholders = Placeholders::read(members.find("ExpressionAttributeNames"),
                                           members.find("ExpressionAttributeValues"), true, "");
    const Index* index = schema_->find(members.string_or("IndexName", ""));
    const Keys& keys = index ? index->keys : schema_->keys;
    if (!placeholders) return;
    auto condition =
        parse_key_condition(text, *placeholders, keys.hash.name, keys.range ? keys.range->name : "");
    if (condition) add_leading(condition->hash);
  }

  const std::optional<Schema>& schema_;
  policy::Context& context_;
  std::set<std::string> leading_, attributes_;
};

std::optional<Schema> schema_in(const Resource& resource) {
  return resource.record ? std::optional<Schema>(schema_of(*resource.record)) : std::nullopt;
}

aws::Result<Resource> resource_of(const Call& call, const std::string& named) {
  std::string name = TRY(table_name(call.state, named));
  if (name.empty()) return Resource{.arn = named, .named = named};
  Resource resource = table_resource(call.state, std::move(name));
  // Of a table that is made or deleted nothing is read or written.
  if (resource.record) {
    std::string status = table_status(*resource.record, call.now);
    if (status == "CREATING" || status == "DELETING") resource.record.reset();
  }
  resource.kind = &kTables;
  return resource;
}

}  // namespace

bool names_no_index(const Asking& asking, const Resource&) {
  return !asking.gives("IndexName");
}

aws::Result<Resource> locate_for_items(const Asking& asking) {
  Resource resource = TRY(resource_of(asking.call, asking.text("TableName")));
  std::optional<Schema> schema = schema_in(resource);
  ConditionKeys keys(schema, resource.keys);
  keys.add_items(asking.call.input.value());
  bool is_of_index = asking.gives("IndexName");
  keys.set(asking.call.input.value(), is_of_index ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES");
  return resource;
}

aws::Result<Resource> locate_index(const Asking& asking) {
  Resource resource = TRY(locate_for_items(asking));
  resource.arn += "/index/" + asking.text("IndexName");
  return resource;
}

aws::Result<Resource> locate_in_batch(const Asking& asking) {
  const std::string& named = asking.entry->as_string();
  Resource resource = TRY(resource_of(asking.call, named));
  std::optional<Schema> schema = schema_in(resource);
  ConditionKeys keys(schema, resource.keys);
  const json::Value& wanted = *asking.call.input.find("RequestItems")->find(named);
  bool is_write = wanted.is_array();
  if (is_write) keys.add_writes(wanted);
  if (!is_write) keys.add_items(wanted);
  bool has_projection = wanted.find("ProjectionExpression") != nullptr;
  keys.set(asking.call.input.value(), has_projection ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES");
  return resource;
}

aws::Result<Resource> locate_in_transaction(const Asking& asking) {
  const json::Value* members = nullptr;
  for (std::string_view member : kMembersOfTransaction)
    if (!members) members = asking.find(member);
  Resource resource = TRY(resource_of(asking.call, std::string(members->string_or("TableName", ""))));
  std::optional<Schema> schema = schema_in(resource);
  ConditionKeys keys(schema, resource.keys);
  keys.add_items(*members);
  keys.set(*members, "ALL_ATTRIBUTES");
  resource.keys.set("dynamodb:EnclosingOperation", std::string(asking.call.operation));
  return resource;
}

}  // namespace account::dynamodb
