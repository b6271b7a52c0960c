// Scratch space for one evaluation: on the stack as long as it is small.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace policy {

template <typename T, size_t N>
class Buffer {
 public:
  void push_back(T value) {
    if (size_ < N) {
      small_[size_] = value;
    } else {
      if (size_ == N) large_.assign(small_.begin(), small_.end());
      large_.push_back(value);
    }
    ++size_;
  }
  const T* data() const { return size_ <= N ? small_.data() : large_.data(); }
  size_t size() const { return size_; }

 private:
  std::array<T, N> small_;  // not initialized: only the first size_ are read
  std::vector<T> large_;
  size_t size_ = 0;
};

constexpr char lower_byte(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// A text in lower case (ASCII).
class Lowered {
 public:
  std::string_view set(std::string_view text) {
    char* to = small_.data();
    if (text.size() > small_.size()) {
      large_.resize(text.size());
      to = large_.data();
    }
    for (size_t i = 0; i < text.size(); ++i) to[i] = lower_byte(text[i]);
    return {to, text.size()};
  }

 private:
  std::array<char, 192> small_;  // not initialized
  std::string large_;
};

}  // namespace policy
