#include "services/dynamodb/capacity.h"

#include <algorithm>

namespace account::dynamodb {
namespace {

constexpr size_t kReadUnit = 4096;
constexpr size_t kWriteUnit = 1024;

size_t units(size_t bytes, size_t unit) {
  return std::max<size_t>(1, (bytes + unit - 1) / unit);
}

json::Value capacity(double units) {
  return json::Object{{"CapacityUnits", units}};
}

}  // namespace

double units_of_read(size_t bytes, Reading reading) {
  auto whole = static_cast<double>(units(bytes, kReadUnit));
  if (reading == Reading::eventual) return whole / 2;
  return reading == Reading::transaction ? whole * 2 : whole;
}

double units_of_write(size_t bytes, bool is_transaction) {
  auto whole = static_cast<double>(units(bytes, kWriteUnit));
  return is_transaction ? whole * 2 : whole;
}

void Consumed::read(double units, const Index* index) {
  (index ? indexes_[index->name] : table_) += units;
  reads_ += units;
}

void Consumed::write(const Change& change, bool is_transaction) {
  double units = units_of_write(change.table_bytes, is_transaction);
  table_ += units;
  writes_ += units;
  for (size_t i = 0; i < change.index_bytes.size(); ++i) {
    if (change.index_bytes[i] == 0) continue;
    double more = units_of_write(change.index_bytes[i], is_transaction);
    indexes_[schema_.indexes[i].name] += more;
    writes_ += more;
  }
}

json::Value Consumed::told(const std::string& wanted, bool of_transaction) const {
  if (wanted != "TOTAL" && wanted != "INDEXES") return {};
  json::Object told{{"TableName", schema_.table}, {"CapacityUnits", reads_ + writes_}};
  if (of_transaction && reads_ > 0) told.set("ReadCapacityUnits", reads_);
  if (of_transaction && writes_ > 0) told.set("WriteCapacityUnits", writes_);
  if (wanted == "TOTAL") return told;
  told.set("Table", capacity(table_));
  for (bool is_global : {false, true}) {
    json::Object indexes;
    for (const auto& [name, units] : indexes_) {
      const Index* index = schema_.find(name);
      if (index && index->is_global == is_global) indexes.set(name, capacity(units));
    }
    std::string_view member = is_global ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes";
    if (!indexes.empty()) told.set(member, std::move(indexes));
  }
  return told;
}

void tell(const Call& call, const Consumed& consumed, json::Object& output) {
  json::Value told = consumed.told(call.input.text("ReturnConsumedCapacity"));
  if (!told.is_null()) output.set("ConsumedCapacity", std::move(told));
}

std::optional<json::Value> collection_metrics(const Call& call, const Schema& schema, const Item& key) {
  if (call.input.text("ReturnItemCollectionMetrics") != "SIZE") return std::nullopt;
  bool has_local = std::any_of(schema.indexes.begin(), schema.indexes.end(),
                               [](const Index& index) { return !index.is_global; });
  if (!has_local) return std::nullopt;
  const std::string& hash = schema.keys.hash.name;
  Item collection{{hash, key.at(hash)}};
  // An estimate in gigabytes: nobody has collections of more than one here.
  return json::Object{{"ItemCollectionKey", shape_of(collection)},
                      {"SizeEstimateRangeGB", json::Array{0.0, 1.0}}};
}

}  // namespace account::dynamodb
