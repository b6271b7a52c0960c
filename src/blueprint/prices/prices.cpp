#include "blueprint/prices/prices.h"

#include <fmt/core.h>

#include <algorithm>

#include "aws/client/endpoint.h"
#include "base/diagnostics.h"
#include "base/text.h"
#include "base/yaml.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/embedded_text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using engine::HourlyLine;
using engine::Resource;
using json::Value;

constexpr const char* kBesides =
    "disks, traffic, requests and logs are billed by use, balancers and volumes by what services ask for";

// The text is our own: that it is well formed is the tests' business.
const json::Array& table() {
  static const Value kTable = [] {
    base::Diagnostics diagnostics;
    auto text = yaml::parse(std::string(embedded_text("prices/prices.yaml")), diagnostics);
    return text && text->is_array() ? *text : Value(json::Array());
  }();
  return kTable.as_array();
}

// The price of a row and its date; nullptr: it is not known.
const Value* price_in(const Value& row, const std::string& region) {
  const Value* regions = row.find("regions");
  if (const Value* found = regions ? regions->find(region) : nullptr) return found;
  return aws::partition_name(region) == "aws" ? row.find("everywhere") : nullptr;
}

HourlyLine line_of(const Value& row, const std::string& region, int64_t count) {
  HourlyLine line{count, text_of(row, "what"), {}, ""};
  const Value* price = price_in(row, region);
  if (!price) return line;
  line.each = engine::parse_price(text_of(*price, "usd"));
  line.note = text_of(row, "note");
  line.source = text_of(row, "source");
  line.date = text_of(*price, "date");
  return line;
}

// How often a thing is billed: once, or for each entry of its list.
int64_t times_of(const Resource& resource, const Value& row) {
  const Value* per = row.find("per");
  return per ? static_cast<int64_t>(list_at(resource.desired, per->as_string()).size()) : 1;
}

bool gives_public_addresses(const Resource& group, const std::vector<Resource>& all) {
  std::vector<engine::Output> subnets = engine::outputs_in(list_at(group.desired, "subnets"));
  return std::any_of(all.begin(), all.end(), [&](const Resource& each) {
    return each.kind == kSubnet && each.desired.bool_or("public_addresses", false) &&
           std::any_of(subnets.begin(), subnets.end(),
                       [&](const engine::Output& subnet) { return subnet.address == each.address; });
  });
}

int64_t least_of(const Resource& group) {
  const Value* size = group.desired.find("size");
  return size ? size->int_or("least", 0) : 0;
}

// The addresses of NAT gateways, and those that nodes have in public subnets.
int64_t addresses_of_nodes(const std::vector<Resource>& all) {
  int64_t count = 0;
  for (const Resource& each : all)
    if (each.kind == kNodeGroup && gives_public_addresses(each, all)) count += least_of(each);
  return count;
}

HourlyLine nodes_line(const Resource& group) {
  const Value* size = group.desired.find("size");
  std::string note = fmt::format("nodes of the group {}", text_of(group.desired, "name"));
  if (size && size->int_or("most", 0) > least_of(group))
    note += fmt::format(", up to {}", size->int_or("most", 0));
  if (text_of(group.desired, "capacity") == "SPOT") note += ", by the price of spot";
  return {least_of(group), base::join(group.desired.strings_at("types"), " or "), {}, note};
}

bool has_karpenter(const std::vector<Resource>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const Resource& each) { return each.address.starts_with("controllers/karpenter"); });
}

}  // namespace

engine::Hourly hourly_of(const std::vector<Resource>& resources, const std::string& region) {
  engine::Hourly hourly{"", region, "USD", {}, kBesides};
  for (const Value& row : table()) {
    std::string kind = text_of(row, "kind");
    int64_t count = kind == kAddress ? addresses_of_nodes(resources) : 0;
    for (const Resource& each : resources)
      if (each.kind == kind) count += times_of(each, row);
    if (count > 0) hourly.lines.push_back(line_of(row, region, count));
  }
  for (const Resource& each : resources)
    if (each.kind == kNodeGroup) hourly.lines.push_back(nodes_line(each));
  if (has_karpenter(resources)) hourly.besides += "; so are the nodes that Karpenter adds";
  return hourly;
}

}  // namespace blueprint
