// Configurations of buckets: put, read back and deleted alike, each in the bucket's record under its name.
#pragma once

#include <string_view>

#include "account/call/operation.h"
#include "services/s3/bucket.h"

namespace account::s3 {

struct Configuration {
  std::string_view name;    // in the bucket's record
  std::string_view member;  // of the input that holds it
  bool is_member;           // also of the output; else the output is its members
  // Refuses what does not fit, and completes what is not said.
  aws::Result<void> (*check)(Call& call, const Bucket& bucket, Object& value);
  // What AWS answers where there is none. No code: it answers nothing at all.
  std::string_view missing_code = "";
  std::string_view missing_message = "";
};

Output put(Call& call, const Configuration& configuration);
Output get(Call& call, const Configuration& configuration);
Output remove(Call& call, const Configuration& configuration);

// For rows.
template <const Configuration& configuration>
Output put(Call& call) {
  return put(call, configuration);
}
template <const Configuration& configuration>
Output get(Call& call) {
  return get(call, configuration);
}
template <const Configuration& configuration>
Output remove(Call& call) {
  return remove(call, configuration);
}

}  // namespace account::s3
