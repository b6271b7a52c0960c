// The lines of a watch out of any bytes, all at once and byte by byte: both must come to the same end.
#include <cstdlib>
#include <string>

#include "kube/watch_events.h"

namespace {

constexpr size_t kMaxLine = 4096;

std::string read(std::string_view bytes, size_t step) {
  kube::LineSplitter lines(kMaxLine);
  std::string understood;
  for (size_t at = 0; at < bytes.size(); at += step) {
    lines.add(bytes.substr(at, step));
    while (true) {
      auto line = lines.next();
      if (!line) return understood + "too long";
      if (!*line) break;
      auto event = kube::parse_watch_line(**line);
      understood += event ? std::to_string(static_cast<int>(event->type)) + json::dump(event->object) : "?";
      understood += "\n";
    }
  }
  return understood;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (read(bytes, size + 1) != read(bytes, 1)) std::abort();
  return 0;
}
