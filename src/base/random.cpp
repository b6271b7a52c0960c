#include "base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/encoding.h"

namespace base {
namespace {

void ask_kernel(void* bytes, size_t count) {
  auto* at = static_cast<char*>(bytes);
  while (count > 0) {
    ssize_t got = getrandom(at, count, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // no randomness, no keys
    }
    at += got;
    count -= static_cast<size_t>(got);
  }
}

}  // namespace

std::string Random::bytes(size_t count) {
  std::string out(count, '\0');
  fill(out.data(), count);
  return out;
}

std::string Random::hex(size_t digits) {
  return base::hex(bytes(digits / 2));
}

std::string Random::pick(std::string_view alphabet, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += alphabet[below(alphabet.size())];
  return out;
}

std::string Random::uuid() {
  std::string raw = bytes(16);
  raw[6] = static_cast<char>((raw[6] & 0x0F) | 0x40);
  raw[8] = static_cast<char>((raw[8] & 0x3F) | 0x80);
  std::string text = base::hex(raw);
  for (size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
  return text;
}

uint64_t Random::below(uint64_t bound) {
  // The last, incomplete run of values would favour small results: draw again.
  uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  uint64_t value = 0;
  do {
    fill(&value, sizeof value);
  } while (value >= limit);
  return value % bound;
}

void SystemRandom::fill(void* bytes, size_t count) {
  if (count > ahead_.size() / 4) return ask_kernel(bytes, count);
  std::lock_guard lock(mutex_);
  if (count > ahead_.size() - used_) {
    ask_kernel(ahead_.data(), ahead_.size());
    used_ = 0;
  }
  std::memcpy(bytes, ahead_.data() + used_, count);
  explicit_bzero(ahead_.data() + used_, count);
  used_ += count;
}

}  // namespace base
