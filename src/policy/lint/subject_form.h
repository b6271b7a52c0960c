// The form of a claim such as `repo:{owner}/{repository}:ref:{ref*}` (policy/read/issuers.h), held against
// what a policy wants of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/match/glob.h"

namespace policy {

class SubjectForm {
 public:
  explicit SubjectForm(std::string_view form) : form_(form) {}

  bool has(std::string_view part) const;
  // A text of this form whose owner is `owner`, and which `wanted` matches; nullopt: there is none.
  std::optional<std::string> text_of(std::string_view owner, TokensView wanted) const;
  // What stands for `part` in the texts of this form that `wanted` matches: several where a wildcard of
  // `wanted` leaves it open, then such as people would choose to get in.
  std::vector<std::string> parts_of(std::string_view part, TokensView wanted) const;

 private:
  // The form as a pattern, with `owner` for its owner; empty: any.
  Tokens pattern(std::string_view owner) const;
  std::optional<std::string> part_of(std::string_view part, std::string_view text) const;

  std::string_view form_;
};

}  // namespace policy
