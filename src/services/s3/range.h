// The Range header (RFC 9110 section 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.h"

namespace account::s3 {

struct Span {
  int64_t offset = 0;
  int64_t size = 0;
};

// nullopt: the whole, since the header is none that S3 understands (several ranges, other units). An error:
// InvalidRange, as nothing of the object is in it.
aws::Result<std::optional<Span>> parse_range(std::string_view header, int64_t size);

// `bytes 0-9/100`
std::string content_range(const Span& span, int64_t size);

tl::unexpected<aws::Error> invalid_range(std::string_view header, int64_t size);

}  // namespace account::s3
