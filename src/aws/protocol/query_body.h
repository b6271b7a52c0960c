// Values as flat parameters (Tags.member.1.Key=...): requests of the query and ec2 protocols.
//
// Source: botocore serialize.py, QuerySerializer and EC2Serializer. The two differ in the
// names of members and in that ec2 has no `.member` between a list and its numbers.
#pragma once

#include "aws/model/model.h"
#include "aws/route/route.h"
#include "aws/values/fault.h"
#include "base/json.h"

namespace aws {

// Names that every request may carry beside its operation's members: Action, Version, and what signs it.
bool is_query_extra(std::string_view name);

Decoded<json::Object> read_query(const Shape& shape, const Parameters& parameters, bool ec2);

// Adds to `out`, in the model's order. The object fits the shape (aws/values/fit.h).
void write_query(Parameters& out, const Shape& shape, const json::Object& object, bool ec2);

}  // namespace aws
