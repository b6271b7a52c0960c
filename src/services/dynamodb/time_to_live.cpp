#include "services/dynamodb/time_to_live.h"

#include "account/call/facilities.h"
#include "base/text.h"
#include "services/dynamodb/items.h"
#include "services/dynamodb/table.h"

namespace account::dynamodb {
namespace {

// How long an expired item may still be there.
constexpr std::chrono::seconds kDeletionTakes = std::chrono::hours(48);
constexpr std::chrono::seconds kOldest = std::chrono::hours(24 * 365 * 5);

std::optional<base::Time> expiry_of(const Item& item, const std::string& attribute) {
  const Value* value = attribute.empty() ? nullptr : find(item, attribute);
  if (!value || value->type != Type::N) return std::nullopt;
  std::string text = value->number.text();
  auto seconds = base::parse_int(text.substr(0, text.find('.')));
  if (!seconds || *seconds < 0 || *seconds > INT64_MAX / 1'000'000'000) return std::nullopt;
  return base::from_ms(*seconds * 1000);
}

// Unless it was written anew, and says another time now.
void expire(Due& due) {
  auto table = due.state.get(kTables.name, due.detail.string_or("Table", ""));
  if (!table || table->string_or("TableId", "") != due.id) return;
  auto key = read_item(*due.detail.find("Key"), Bytes::base64);
  if (!key) return;
  Schema schema = schema_of(*table);
  std::optional<Item> item = find_item(due.state, schema, *key);
  std::optional<base::Time> expiry = item ? expiry_of(*item, expiry_attribute(*table)) : std::nullopt;
  if (expiry && base::to_ms(*expiry) == due.detail.int_or("Expiry", 0))
    change_item(due.state, schema, &*item, nullptr);
}

}  // namespace

const Effect kExpireItem{"dynamodb.expire_item", expire};

std::string expiry_attribute(const json::Value& table) {
  const json::Value* setting = table.find("TimeToLive");
  bool is_on = setting && setting->bool_or("Enabled", false);
  return is_on ? std::string(setting->string_or("AttributeName", "")) : "";
}

void expect_expiry(const Call& call, const State& state, const json::Value& table, const Schema& schema,
                   const Item& item) {
  std::optional<base::Time> expiry = expiry_of(item, expiry_attribute(table));
  if (!expiry || *expiry < call.now - kOldest) return;
  base::Time end = std::max(*expiry, call.now) + call.facilities.speed.lasts(kDeletionTakes);
  Object detail{{"Table", schema.table},
                {"Key", shape_of(schema.keys.of(item), Bytes::base64)},
                {"Expiry", base::to_ms(*expiry)}};
  schedule(state, call.facilities,
           {end, kExpireItem.name, std::string(table.string_or("TableId", "")), std::move(detail)});
}

}  // namespace account::dynamodb
