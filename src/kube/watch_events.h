// The lines of a watch (Kubernetes, "API Concepts": efficient detection of changes).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace kube {

// Lines out of bytes that arrive in pieces; kept without their ends, empty ones left out.
class LineSplitter {
 public:
  explicit LineSplitter(size_t max_line_bytes) : max_bytes_(max_line_bytes) {}

  void add(std::string_view bytes) { pending_.append(bytes); }
  // nullopt: no whole line is there. invalid: it is longer than the limit.
  base::Result<std::optional<std::string>> next();

 private:
  size_t max_bytes_;
  std::string pending_;
  size_t searched_ = 0;  // of pending_: no line ends in there
};

struct WatchLine {
  enum class Type { added, modified, deleted, bookmark, error };
  Type type = Type::error;
  json::Value object;  // of an error: a Status
};

base::Result<WatchLine> parse_watch_line(std::string_view line);

}  // namespace kube
