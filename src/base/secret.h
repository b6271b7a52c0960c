// A text that must not be seen: it has no formatter and no stream operator, compares in constant time and is wiped.
#pragma once

#include <string>
#include <string_view>

namespace base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) = default;
  ~Secret() { wipe(); }

  // The text itself, for the one call that needs it.
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  bool operator==(const Secret& other) const { return equal_in_constant_time(value_, other.value_); }

  // Takes the same time wherever the texts differ; only their lengths can be told.
  static bool equal_in_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
  }

 private:
  void wipe() {
    volatile char* at = value_.data();
    for (size_t i = 0; i < value_.size(); ++i) at[i] = 0;
  }

  std::string value_;
};

}  // namespace base
