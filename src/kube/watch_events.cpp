#include "kube/watch_events.h"

#include <array>

#include "kube/object.h"

namespace kube {
namespace {

using base::ErrorKind;
using base::fail;
using Type = WatchLine::Type;

struct TypeName {
  const char* name;
  Type type;
};
constexpr std::array kTypes = {TypeName{"ADDED", Type::added}, TypeName{"MODIFIED", Type::modified},
                               TypeName{"DELETED", Type::deleted}, TypeName{"BOOKMARK", Type::bookmark},
                               TypeName{"ERROR", Type::error}};

}  // namespace

base::Result<std::optional<std::string>> LineSplitter::next() {
  while (true) {
    size_t end = pending_.find('\n', searched_);
    if ((end == std::string::npos ? pending_.size() : end) > max_bytes_)
      return fail(ErrorKind::invalid, "a line is longer than {} bytes", max_bytes_);
    if (end == std::string::npos) {
      searched_ = pending_.size();
      return std::optional<std::string>();
    }
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    searched_ = 0;
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) return std::optional(std::move(line));
  }
}

base::Result<WatchLine> parse_watch_line(std::string_view line) {
  json::Value event = TRY(json::parse(line));
  const std::string type = text_at(event, {"type"});
  json::Value* object = event.is_object() ? event.as_object().find("object") : nullptr;
  for (const TypeName& known : kTypes) {
    if (type != known.name) continue;
    if (object == nullptr || !object->is_object())
      return fail(ErrorKind::invalid, "a {} of a watch has no object", type);
    return WatchLine{known.type, std::move(*object)};
  }
  return fail(ErrorKind::invalid, "a watch says `{}`, which is not known", type);
}

}  // namespace kube
