// Of what names and ids are made (Amazon SQS API Reference: "alphanumeric characters, hyphens, and underscores").
#pragma once

#include <algorithm>
#include <string_view>

namespace account::sqs {

constexpr bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// One to `most` of them.
inline bool is_name(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace account::sqs
