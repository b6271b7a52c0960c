// What AWS accepts as a single value of an element. Each check returns what is wrong, or nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace policy {

struct Mistake {
  std::string what;
  std::string answer;  // AWS's words for it
};

std::optional<Mistake> action_mistake(std::string_view text, Kind kind);
std::optional<Mistake> resource_mistake(std::string_view text, Kind kind);
std::optional<Mistake> condition_key_mistake(std::string_view text);
std::optional<Mistake> sid_mistake(std::string_view text, Kind kind);

// Whether IAM itself stores documents of this kind, with its stricter rules on characters and Sids.
bool is_iam_kind(Kind kind);

}  // namespace policy
