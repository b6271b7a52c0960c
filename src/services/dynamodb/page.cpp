#include "services/dynamodb/page.h"

#include <algorithm>

#include "services/dynamodb/capacity.h"
#include "services/dynamodb/errors.h"
#include "services/dynamodb/table.h"

namespace account::dynamodb {
namespace {

constexpr size_t kMostBytes = size_t{1024} * 1024;

// A global index has only what is projected into it; a local one fetches the rest from the table.
bool lacks_attributes(const Index* index) {
  return index && index->is_global && !index->has_all;
}

aws::Result<void> check_select(const std::string& select, const Index* index, bool has_projection) {
  if (select == "SPECIFIC_ATTRIBUTES" && !has_projection) {
    return invalid(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (has_projection && !select.empty() && select != "SPECIFIC_ATTRIBUTES") {
    return invalid("Cannot specify the ProjectionExpression when choosing to get {}",
                   select == "COUNT" ? "only the Count" : select);
  }
  if (select == "ALL_PROJECTED_ATTRIBUTES" && !index)
    return invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  if (select == "ALL_ATTRIBUTES" && lacks_attributes(index)) {
    return invalid_value(
        "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its projection "
        "type is "
        "not ALL",
        index->name);
  }
  return {};
}

aws::Result<void> check_projected(const Projection& projection, const Keys& keys, const Index* index) {
  if (!lacks_attributes(index)) return {};
  for (const Path& path : projection.paths()) {
    const std::string& name = path.front().name;
    bool is_there = keys.contains(name) || index->keys.contains(name) ||
                    std::find(index->included.begin(), index->included.end(), name) != index->included.end();
    if (!is_there) return invalid_value("Global secondary index {} does not project [{}]", index->name, name);
  }
  return {};
}

// The keys of the table and of the index, and nothing else.
aws::Result<void> check_start(const Schema& schema, const Index* index, const Item& start) {
  auto is_key = [&](const std::string& name) {
    return schema.keys.contains(name) || (index && index->keys.contains(name));
  };
  auto has = [&](const KeyAttribute& key) {
    const Value* value = find(start, key.name);
    return value && value->type == key.type;
  };
  auto has_all = [&](const Keys& keys) { return has(keys.hash) && (!keys.range || has(*keys.range)); };
  bool fits = has_all(schema.keys) && (!index || has_all(index->keys)) &&
              std::all_of(start.begin(), start.end(), [&](const auto& one) { return is_key(one.first); });
  if (fits) return {};
  return invalid("The provided starting key is invalid: The provided key element does not match the schema");
}

Item start_key(const Schema& schema, const Index* index, const Item& item) {
  Item key = schema.keys.of(item);
  if (index) key.merge(index->keys.of(item));
  return key;
}

struct Page {
  json::Array items;
  int64_t count = 0;
  int64_t scanned = 0;
  size_t bytes = 0;
  std::optional<Item> last;  // where the next page goes on; nullopt: there is none
};

Item shown_of(const Call& call, const Selection& selection, const Item& item) {
  const Index* index = selection.walk.index;
  bool wants_table = call.input.text("Select") == "ALL_ATTRIBUTES" || !selection.projection.is_all();
  bool is_cut = index && (index->is_global || !wants_table);
  return selection.projection.of(is_cut ? selection.schema.projected(*index, item) : item);
}

Page walk_page(const Call& call, const Selection& selection, Walker& walker) {
  Page page;
  int64_t limit = call.input.number("Limit", INT64_MAX);
  const Index* index = selection.walk.index;
  while (std::optional<Item> item = walker.next()) {
    ++page.scanned;
    // What a filter sees of a global index is what stands in it.
    if (lacks_attributes(index)) item = selection.schema.projected(*index, *item);
    page.bytes += size_of(*item);
    if (!selection.filter || holds(*selection.filter, *item)) {
      ++page.count;
      if (!selection.counts_only) page.items.push_back(shape_of(shown_of(call, selection, *item)));
    }
    if (page.scanned < limit && page.bytes < kMostBytes) continue;
    page.last = start_key(selection.schema, index, *item);
    break;
  }
  return page;
}

}  // namespace

aws::Result<void> read_index(const Call& call, const Schema& schema, Walk& walk) {
  std::string name = call.input.text("IndexName");
  if (name.empty()) return {};
  walk.index = schema.find(name);
  if (!walk.index) return invalid("The table does not have the specified index: {}", name);
  if (walk.index->is_global && call.input.flag("ConsistentRead"))
    return invalid("Consistent reads are not supported on global secondary indexes");
  if (is_index_active(call.found.at(0).record, name, call.now)) return {};
  return invalid("Cannot read from backfilling global secondary index: {}", name);
}

aws::Result<void> read_selection(const Call& call, Placeholders& placeholders, Selection& selection) {
  const json::Value* filter = call.input.find("FilterExpression");
  if (filter) selection.filter = TRY(parse_condition("FilterExpression", filter->as_string(), placeholders));
  selection.projection = TRY(Projection::read(call.input.value(), placeholders));
  TRY(placeholders.check_all_used());
  std::string select = call.input.text("Select");
  TRY(check_select(select, selection.walk.index, !selection.projection.is_all()));
  TRY(check_projected(selection.projection, selection.schema.keys, selection.walk.index));
  selection.counts_only = select == "COUNT";
  const json::Value* start = call.input.find("ExclusiveStartKey");
  if (!start) return {};
  Item key = TRY(read_item(*start));
  TRY(check_start(selection.schema, selection.walk.index, key));
  selection.walk.after = std::move(key);
  return {};
}

Output read_page(const Call& call, const Selection& selection) {
  Walker walker(call.state, selection.schema, selection.walk);
  if (walker.is_beyond()) {
    if (!selection.walk.condition)
      return invalid("The provided starting key is invalid: Invalid ExclusiveStartKey for the segment");
    return invalid("The provided starting key is outside query boundaries based on provided conditions");
  }
  Page page = walk_page(call, selection, walker);
  Object output{{"Count", page.count}, {"ScannedCount", page.scanned}};
  if (!selection.counts_only) output.set("Items", std::move(page.items));
  if (page.last) output.set("LastEvaluatedKey", shape_of(*page.last));
  Reading reading = call.input.flag("ConsistentRead") ? Reading::consistent : Reading::eventual;
  Consumed consumed(selection.schema);
  consumed.read(units_of_read(page.bytes, reading), selection.walk.index);
  tell(call, consumed, output);
  return output;
}

}  // namespace account::dynamodb
