// What whoever keeps states in a bucket must be allowed to do there. That all of it is enough, and each of it needed,
// is enforced by the tests of the keep.
#pragma once

#include <string>
#include <vector>

namespace blueprint {

struct KeepPermission {
  // Who plans reads; who applies writes besides; the first of all makes the bucket.
  enum class Use { reads, writes, makes_bucket } use;
  std::string action;
  std::string below;  // of the bucket's ARN: empty, or what objects are called there
  std::string why;
  bool is_optional = false;  // without it something stays behind, and nothing fails
};

// `prefix`: below which the states stand, such as `/prod/api`; empty: anywhere in the bucket.
std::vector<KeepPermission> s3_permissions(const std::string& prefix);

}  // namespace blueprint
