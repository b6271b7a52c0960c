// Describe calls: things by id, by filters, in pages. What an operation's filters and pages are says its model.
#pragma once

#include <cstdint>
#include <span>

#include "account/call/filters.h"
#include "account/call/operation.h"

namespace account::ec2 {

struct Described {
  std::string_view operation;
  const RecordKind& kind;
  std::string_view ids;   // the member of the input that names some: VpcIds
  std::string_view list;  // the member of the output: Vpcs
  std::span<const FilterPlace> filters = {};
  // What is answered of a record; nullptr: answered().
  json::Value (*view)(const Call& call, json::Value record) = nullptr;
};

// A filter that names exactly what the kind is found by (RecordKind::found_through) spares reading all others.
// In a region that nobody has looked at, its default VPC is there (default_vpc.h).
Output describe(Call& call, const Described& what);

// The same, before it is cut into pages: what is answered of those that fit.
aws::Result<std::vector<Entry>> fitting_entries(Call& call, const Described& what);

// The page that the call wants of entries that fit its filters, which are answered as they are. `most`: where it does
// not say how many.
Output answer_page(const Call& call, std::string_view list, std::vector<Entry> entries,
                   int64_t most = INT64_MAX);

// Those whose filters are data; a test holds them against the models.
std::span<const Described* const> all_described();

}  // namespace account::ec2
