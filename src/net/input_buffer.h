// Bytes that have arrived and are not used up yet; one per connection, reused for all of its messages.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "net/stream.h"

namespace net {

class InputBuffer {
 public:
  explicit InputBuffer(size_t size) : bytes_(size) {}

  std::string_view pending() const { return {bytes_.data() + begin_, end_ - begin_}; }
  void consume(size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  bool is_full() const { return end_ - begin_ == bytes_.size(); }
  size_t capacity() const { return bytes_.size(); }
  void grow(size_t size) {
    if (size > bytes_.size()) bytes_.resize(size);
  }

  // Reads once, behind what is pending. 0: the peer closed. Not when it is full. Moves what pending() showed.
  base::Result<size_t> fill(Stream& stream, const base::Deadline& deadline) {
    if (begin_ > 0 && end_ == bytes_.size()) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    size_t count = TRY(stream.read(bytes_.data() + end_, bytes_.size() - end_, deadline));
    end_ += count;
    return count;
  }

 private:
  std::vector<char> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace net
