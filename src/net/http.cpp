#include "net/http.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace net {

void Headers::set(std::string_view name, std::string value) {
  erase(name);
  add(std::string(name), std::move(value));
}

void Headers::erase(std::string_view name) {
  std::erase_if(list_, [&](const Header& header) { return base::equal_ignoring_case(header.name, name); });
}

const std::string* Headers::find(std::string_view name) const {
  for (const Header& header : list_)
    if (header.name.size() == name.size() && base::equal_ignoring_case(header.name, name))
      return &header.value;
  return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
  const std::string* value = find(name);
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : list_)
    if (base::equal_ignoring_case(header.name, name)) values.emplace_back(header.value);
  return values;
}

base::Result<std::string> read_all(BodyReader& body, size_t max_bytes) {
  std::array<char, 16 << 10> piece;  // most bodies are one, and cost no memory but their own
  std::string content;
  while (true) {
    // One byte more than allowed is asked for, to tell a body that just fits from one that does not.
    size_t count = TRY(body.read(piece.data(), std::min(piece.size(), max_bytes + 1 - content.size())));
    if (count == 0) return content;
    content.append(piece.data(), count);
    if (content.size() > max_bytes)
      return base::fail(base::ErrorKind::invalid, "the body is larger than {} bytes", max_bytes);
  }
}

base::Result<size_t> StringBody::read(char* buffer, size_t size) {
  size_t count = std::min(size, content_.size() - at_);
  std::memcpy(buffer, content_.data() + at_, count);
  at_ += count;
  return count;
}

}  // namespace net
