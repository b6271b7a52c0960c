// Tags of buckets and objects: a list of {Key, Value}.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/s3/object.h"

namespace account::s3 {

inline constexpr size_t kMaxObjectTags = 10;
inline constexpr size_t kMaxBucketTags = 50;

std::vector<std::pair<std::string, std::string>> tags_of(const std::optional<Version>& version);

// InvalidTag, BadRequest (too many).
aws::Result<void> check_tags(const json::Array& tags, size_t max);
// The x-amz-tagging header, `a=b&c=d`, as a list; empty for none.
aws::Result<json::Array> parse_tagging(const std::string& header);

// s3:RequestObjectTag/KEY and s3:RequestObjectTagKeys.
void add_request_object_tags(const json::Array& tags, policy::Context& context);

}  // namespace account::s3
