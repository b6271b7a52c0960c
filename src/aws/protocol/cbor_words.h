// The words of CBOR that its reader and its writer share.
#pragma once

#include <cstdint>

namespace aws::cbor {

// The major types of RFC 8949, section 3.1.
enum Major : uint8_t { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kOther };
inline constexpr uint8_t kFalse = 20, kTrue = 21, kNull = 22, kUndefined = 23, kHalf = 25, kSingle = 26,
                         kDouble = 27;
inline constexpr uint8_t kIndefinite = 31;
inline constexpr uint8_t kBreak = 0xff;
inline constexpr uint64_t kEpoch = 1;  // the tag of a time in seconds since 1970

}  // namespace aws::cbor
