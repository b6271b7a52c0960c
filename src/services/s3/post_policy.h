// The policy of a browser's form: a signed list of conditions that its fields, its bucket and the size of its
// file must meet.
//
// Source: S3 API Reference, "Creating a POST policy" (sigv4-HTTPPOSTConstructPolicy).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.h"
#include "base/clock.h"
#include "services/s3/form.h"

namespace account::s3 {

struct SizeRange {
  int64_t min = 0;
  int64_t max = 0;
};

// Holds the form against `policy`, which is JSON. `form`'s variables are already replaced. Returns what the
// policy says of the file's size, nullopt: nothing.
// Errors are S3's: InvalidPolicyDocument (a policy that is none), AccessDenied (expired, a condition that does
// not hold, a field of which no condition speaks).
aws::Result<std::optional<SizeRange>> check_policy(std::string_view policy, const Form& form,
                                                   std::string_view bucket, base::Time now);

}  // namespace account::s3
