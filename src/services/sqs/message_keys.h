// The ids of what is kept of a queue's messages (message_store.h).
#pragma once

#include <fmt/core.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "services/sqs/queue.h"

namespace account::sqs {

inline constexpr std::string_view kMessage = "sqs.message";
inline constexpr std::string_view kTurn = "sqs.turn";
inline constexpr std::string_view kGroup = "sqs.group";
inline constexpr std::string_view kHead = "sqs.head";
inline constexpr std::string_view kDuplicate = "sqs.duplicate";
inline constexpr std::string_view kDuplicateEnd = "sqs.duplicate_end";
inline constexpr std::string_view kPlace = "sqs.place";

// Stands in no name, group or id.
inline constexpr char kEndOfPart = '\n';

inline std::string time_text(int64_t ms) {
  return fmt::format("{:015}", ms);
}

// Of any kind that is kept for a queue: NAME, PARTS.
inline std::string key(const Queue& queue, std::initializer_list<std::string_view> parts) {
  std::string text = queue.name();
  for (std::string_view part : parts) text.append(1, kEndOfPart).append(part);
  return text;
}

}  // namespace account::sqs
