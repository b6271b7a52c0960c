// What the two files of the naive evaluator share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/decide/evaluate.h"

namespace policy::naive {

inline constexpr char kStar = '\1';  // the wildcards, in an expanded pattern
inline constexpr char kOne = '\2';

std::string lower(std::string text);
bool glob(const char* pattern, const char* text);
// Replaces variables and escapes; nullopt if one has no value. Wildcards become kStar and kOne.
std::optional<std::string> expand(const std::string& text, bool variables, bool wildcards,
                                  const Context& context);
bool condition_holds(const std::string& name, const std::string& key, const std::vector<std::string>& wanted,
                     bool variables, bool allow, const Context& context);

}  // namespace policy::naive
