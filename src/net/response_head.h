// The head of an answer as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace net {

struct ResponseFraming {
  std::optional<uint64_t> length;  // Content-Length
  bool chunked = false;
  bool close = false;
  bool say_keep_alive = false;  // to an HTTP/1.0 client
};

// Appends it to `out`, with the empty line. A header whose name is no token is left out, and control
// characters in values become spaces: a handler that passes on what a client sent must not let it write headers.
void append_head(std::string& out, int status, const Headers& headers, const ResponseFraming& framing,
                 std::string_view date);

std::string_view reason_phrase(int status);

}  // namespace net
