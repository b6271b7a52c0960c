// Strings, numbers, booleans, blobs and timestamps as text: in XML elements, parameters, headers and paths.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/model/model.h"
#include "base/json.h"

namespace aws {

// The format of a timestamp member, or what its place implies (Smithy, "timestampFormat trait").
TimestampFormat timestamp_format(const Member& member, TimestampFormat otherwise);

// nullopt: the text is none of that type. Text that is not UTF-8, or holds a NUL, is no string. Timestamps
// are read in any of the three formats, whatever the model says, as AWS does.
std::optional<json::Value> read_scalar(ShapeType type, std::string_view text);
std::optional<int64_t> read_timestamp(std::string_view text);  // milliseconds

// The value fits the type (aws/values/fit.h). iso8601 shows milliseconds unless they are zero.
std::string write_scalar(ShapeType type, TimestampFormat format, const json::Value& value);
std::string write_timestamp(TimestampFormat format, int64_t ms);

bool is_scalar(ShapeType type);
std::string_view type_name(ShapeType type);  // for messages

}  // namespace aws
