// Items that go by themselves: an attribute says when, in seconds since 1970.
//
// Source: Amazon DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB": an expired item is deleted within
// a few days, and is read like any other until then; what expired more than five years ago stays.
#pragma once

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "services/dynamodb/schema.h"

namespace account::dynamodb {

// The attribute by which the table's items expire; empty: they do not.
std::string expiry_attribute(const json::Value& table);

// Of an item that was written: it will go when its time has come and passed.
void expect_expiry(const Call& call, const State& state, const json::Value& table, const Schema& schema,
                   const Item& item);

extern const Effect kExpireItem;

}  // namespace account::dynamodb
