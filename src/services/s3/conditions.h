// Conditional requests (RFC 9110 section 13; S3 User Guide, "Conditional requests").
#pragma once

#include <optional>
#include <string>

#include "services/s3/object.h"

namespace account::s3 {

// What a reader asks for, from a GET or from the source of a copy.
struct ReadConditions {
  std::string if_match;
  std::string if_none_match;
  const json::Value* if_modified_since = nullptr;  // milliseconds
  const json::Value* if_unmodified_since = nullptr;
};

enum class Condition { holds, not_modified, failed };
Condition check(const ReadConditions& conditions, const Version& version);

// If-Match and If-None-Match of a call that writes an object, against what is there now.
aws::Result<void> check_write(const Call& call, const Bucket& bucket, const std::string& key);

// Whether an ETag is among those of a header: `*`, or a list, with or without quotes.
bool names_etag(std::string_view header, std::string_view etag);

tl::unexpected<aws::Error> precondition_failed(std::string_view condition);

}  // namespace account::s3
