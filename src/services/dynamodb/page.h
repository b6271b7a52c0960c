// A page of Query and Scan: what they choose and how much of it they give.
//
// Source: Amazon DynamoDB API Reference, Query, Scan; Developer Guide, "Paginating table query results in DynamoDB": at
// most 1 MB is read for a page, before the filter.
#pragma once

#include "account/call/operation.h"
#include "services/dynamodb/items.h"
#include "services/dynamodb/projection.h"

namespace account::dynamodb {

struct Selection {
  Schema schema;
  Walk walk = {};
  std::optional<Condition> filter = std::nullopt;
  Projection projection = {};
  bool counts_only = false;
};

// Errors: ValidationException.
//
// The index that the call names: Walk::index points into the schema.
aws::Result<void> read_index(const Call& call, const Schema& schema, Walk& walk);
// The rest that Query and Scan have in common, when all other expressions were read.
aws::Result<void> read_selection(const Call& call, Placeholders& placeholders, Selection& selection);

Output read_page(const Call& call, const Selection& selection);

}  // namespace account::dynamodb
