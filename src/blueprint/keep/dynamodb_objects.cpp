#include "blueprint/keep/dynamodb_objects.h"

#include <algorithm>

#include "base/text.h"
#include "blueprint/keep/dynamodb_table.h"

namespace blueprint {

using base::ErrorKind;
using base::Result;
using base::Status;
using json::Value;

namespace {

constexpr base::Milliseconds kCallLimit{30'000};
constexpr size_t kWithin = 32 << 10;   // bytes of a text that stands in its item
constexpr size_t kPart = 256 << 10;    // of each part, well below 400 KB
constexpr size_t kRemovedAtOnce = 25;  // BatchWriteItem's most
constexpr int kTries = 5;              // for what DynamoDB puts off of a batch

json::Object text_of(std::string_view text) {
  return json::Object{{"S", text}};
}

json::Object key_of(const std::string& state, const std::string& name) {
  return json::Object{{"state", text_of(state)}, {"name", text_of(name)}};
}

// A member of an item; empty: it has none of that type.
std::string_view member(const Value& item, std::string_view name, std::string_view type = "S") {
  const Value* value = item.find(name);
  return value ? value->string_or(type, "") : std::string_view();
}

int64_t number(const Value& item, std::string_view name) {
  return base::parse_int(member(item, name, "N")).value_or(0);
}

std::string part_name(const std::string& name, std::string_view tag, size_t part) {
  return fmt::format("{}/{}/{:06}", name, tag, part);
}

// As many bytes as fit, without a half character at the end.
size_t part_size(std::string_view text) {
  if (text.size() <= kPart) return text.size();
  size_t size = kPart;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return size;
}

}  // namespace

std::string DynamoObjects::place(const std::string& name) const {
  return fmt::format("dynamodb://{}/{}/{}", place_.table, place_.state, name);
}

aws::Result<Value> DynamoObjects::call(std::string_view operation, json::Object input) {
  input.set("TableName", place_.table);
  return client_->call("dynamodb", operation, input, base::Deadline::in(*clock_, kCallLimit));
}

tl::unexpected<base::Error> DynamoObjects::failed(const aws::Error& error, std::string_view action,
                                                  const std::string& name) const {
  return tl::unexpected(table_error(error, action, place_.table, place(name)));
}

Status DynamoObjects::make() {
  return make_table(*client_, *clock_, place_);
}

Result<std::optional<Value>> DynamoObjects::get(const std::string& state, const std::string& name) {
  auto output = call("GetItem", {{"Key", key_of(state, name)}, {"ConsistentRead", true}});
  if (!output) return failed(output.error(), "dynamodb:GetItem", name);
  const Value* item = output->find("Item");
  return item ? std::optional(*item) : std::nullopt;
}

Result<std::optional<Stored>> DynamoObjects::read(const std::string& name) {
  std::optional<Value> item = TRY(get(place_.state, name));
  if (!item) return std::optional<Stored>();
  Stored object{std::string(member(*item, "text")), std::string(member(*item, "tag"))};
  if (int64_t count = number(*item, "parts"); count > 0)
    object.text = TRY(read_parts(name, object.tag, count));
  if (static_cast<int64_t>(object.text.size()) != number(*item, "bytes"))
    return base::fail(ErrorKind::invalid, "{}: it has {} bytes, and {} were written", place(name),
                      object.text.size(), number(*item, "bytes"));
  return std::optional(std::move(object));
}

Result<std::string> DynamoObjects::read_parts(const std::string& name, const std::string& tag,
                                              int64_t count) {
  std::string text;
  for (int64_t part = 1; part <= count; ++part) {
    std::optional<Value> item = TRY(get(parts(), part_name(name, tag, static_cast<size_t>(part))));
    if (!item)
      return base::fail(ErrorKind::invalid, "{}: part {} of {} is missing", place(name), part, count);
    text += member(*item, "text");
  }
  return text;
}

// How many there are.
Result<size_t> DynamoObjects::write_parts(const std::string& name, const std::string& tag,
                                          std::string_view rest) {
  size_t count = 0;
  while (!rest.empty()) {
    size_t size = part_size(rest);
    json::Object item = key_of(parts(), part_name(name, tag, ++count));
    item.set("text", text_of(rest.substr(0, size)));
    auto output = call("PutItem", {{"Item", std::move(item)}});
    if (!output) return failed(output.error(), "dynamodb:PutItem", name);
    rest.remove_prefix(size);
  }
  return count;
}

Status DynamoObjects::write(const std::string& name, const std::string& text, const std::string& seen_tag) {
  const std::string tag = random_->uuid();
  const bool in_parts = text.size() > kWithin;
  json::Object item = key_of(place_.state, name);
  item.set("tag", text_of(tag));
  item.set("at", json::Object{{"N", std::to_string(base::to_ms(clock_->now()))}});
  item.set("bytes", json::Object{{"N", std::to_string(text.size())}});
  if (in_parts) {
    size_t count = TRY(write_parts(name, tag, text));
    item.set("parts", json::Object{{"N", std::to_string(count)}});
  } else {
    item.set("text", text_of(text));
  }
  json::Object input{{"Item", std::move(item)}, {"ExpressionAttributeNames", json::Object{{"#tag", "tag"}}}};
  if (seen_tag.empty()) {
    input.set("ConditionExpression", "attribute_not_exists(#tag)");
  } else {
    input.set("ConditionExpression", "#tag = :seen");
    input.set("ExpressionAttributeValues", json::Object{{":seen", text_of(seen_tag)}});
  }
  auto output = call("PutItem", std::move(input));
  if (output) return {};
  if (output.error().code != "ConditionalCheckFailedException")
    return failed(output.error(), "dynamodb:PutItem", name);
  if (in_parts && TRY(is_ours(name, tag))) return {};
  return base::fail(ErrorKind::conflict, "{} is not as it was seen", place(name));
}

// Whether that write is what is there, done by a try whose answer was lost. If not, nobody names its parts.
Result<bool> DynamoObjects::is_ours(const std::string& name, const std::string& tag) {
  std::optional<Value> item = TRY(get(place_.state, name));
  if (item && member(*item, "tag") == tag) return true;
  std::vector<std::string> names;
  for (const Value& part : TRY(query(parts(), part_name(name, tag, 0), part_name(name, tag, 999'999))))
    names.emplace_back(member(part, "name"));
  TRY(remove(parts(), names));
  return false;
}

// Names and times of the items from one name to another, both included.
Result<json::Array> DynamoObjects::query(const std::string& state, const std::string& from,
                                         const std::string& to) {
  json::Object input{
      {"TableName", place_.table},
      {"ConsistentRead", true},
      {"KeyConditionExpression", "#state = :state AND #name BETWEEN :from AND :to"},
      {"ProjectionExpression", "#name, #at"},
      {"ExpressionAttributeNames", json::Object{{"#state", "state"}, {"#name", "name"}, {"#at", "at"}}},
      {"ExpressionAttributeValues",
       json::Object{{":state", text_of(state)}, {":from", text_of(from)}, {":to", text_of(to)}}}};
  auto items = client_->call_all("dynamodb", "Query", std::move(input), "Items",
                                 base::Deadline::in(*clock_, kCallLimit));
  if (!items) return failed(items.error(), "dynamodb:Query", from);
  return std::move(*items);
}

Result<std::vector<Listed>> DynamoObjects::list(const std::string& folder, const std::string& after) {
  const std::string before_names = folder + "/";
  std::vector<Listed> listed;
  // `0` is the character behind `/`.
  for (const Value& item : TRY(query(place_.state, before_names + after, folder + "0"))) {
    std::string name(member(item, "name").substr(before_names.size()));
    if (name > after) listed.push_back({std::move(name), base::from_ms(number(item, "at"))});
  }
  return listed;
}

Status DynamoObjects::remove_before(const std::string& folder, const std::string& name) {
  // First the items, so that none is there without its parts.
  for (const std::string& state : {place_.state, parts()}) {
    std::vector<std::string> names;
    for (const Value& item : TRY(query(state, folder + "/", folder + "/" + name)))
      if (member(item, "name") < folder + "/" + name) names.emplace_back(member(item, "name"));
    TRY(remove(state, names));
  }
  return {};
}

// DynamoDB may leave some of a batch undone, and says which ("BatchWriteItem": UnprocessedItems).
Status DynamoObjects::remove(const std::string& state, const std::vector<std::string>& names) {
  for (size_t first = 0; first < names.size(); first += kRemovedAtOnce) {
    json::Array requests;
    for (size_t at = first; at < std::min(names.size(), first + kRemovedAtOnce); ++at)
      requests.push_back(json::Object{{"DeleteRequest", json::Object{{"Key", key_of(state, names[at])}}}});
    Value left = json::Object{{place_.table, std::move(requests)}};
    for (int tries = 0; tries < kTries && !left.as_object().empty(); ++tries) {
      auto output = client_->call("dynamodb", "BatchWriteItem", json::Object{{"RequestItems", left}},
                                  base::Deadline::in(*clock_, kCallLimit));
      if (!output) return failed(output.error(), "dynamodb:BatchWriteItem", names[first]);
      const Value* undone = output->find("UnprocessedItems");
      left = undone && undone->is_object() ? *undone : Value(json::Object());
    }
    if (!left.as_object().empty())
      return base::fail(ErrorKind::unavailable, "{}: not all of a batch could be removed",
                        place(names[first]));
  }
  return {};
}

}  // namespace blueprint
