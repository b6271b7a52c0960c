// How calls name parameters: by name or ARN, and where they read, with a version or a label behind it (`name:3`).
// `/a` and `a` are the same parameter, since both have the ARN that ends with `parameter/a`.
//
// Source: User Guide, "Understanding requirements and constraints for parameter names", "Working with parameter
// versions".
#pragma once

#include <string>
#include <string_view>

#include "account/record/state.h"
#include "aws/error.h"

namespace account::ssm {

struct ParameterName {
  std::string account;
  std::string region;
  std::string id;        // without the slash before it: by it the record is found
  std::string selector;  // a version or a label; empty: the newest version is meant

  // AWS's own, which belong to no account: /aws/service/...
  bool is_public() const { return id.starts_with("aws/"); }
  bool is_of(const State& state) const { return account == state.account() && region == state.region(); }
  std::string arn() const;
};

// Spaces around it do not count.
ParameterName read_name(const State& state, std::string_view text);

// Of a parameter that is made. Errors: ValidationException, AccessDeniedException: a name that is AWS's;
// HierarchyLevelLimitExceededException.
aws::Result<void> check_new_name(const State& state, std::string_view name);
// Of a hierarchy that is asked for. Error: ValidationException.
aws::Result<void> check_path(std::string_view path);

tl::unexpected<aws::Error> invalid(std::string words);  // ValidationException

}  // namespace account::ssm
