#include "base/json_pointer.h"

#include "base/json_slices.h"

namespace json {
namespace {

void add_step(std::string_view name, std::string& pointer) {
  pointer += '/';
  for (char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

// What `outer` holds at the offset, or at whose name it is; its step goes to the pointer.
const Node* part_at(const Node& outer, size_t offset, std::string& pointer) {
  size_t i = 0;
  for (const Node& part : outer) {
    size_t begin = outer.is_object() ? part.name_span.offset : part.span.offset;
    if (offset >= begin && offset < part.span.offset + part.span.length) {
      add_step(outer.is_object() ? part.name : std::to_string(i), pointer);
      return &part;
    }
    ++i;
  }
  return nullptr;
}

}  // namespace

std::string pointer_at(const Node& root, size_t offset) {
  std::string pointer;
  const Node* value = part_at(root, offset, pointer);
  while (value && offset > value->span.offset) value = part_at(*value, offset, pointer);
  return pointer;
}

std::string pointer_in_text(std::string_view text, size_t offset) {
  std::string pointer;
  const char* place = text.data() + offset;
  std::string_view inside = text;
  while (auto parts = slices(inside)) {
    size_t i = 0;
    // A member begins with the quote of its name.
    auto begin = [](const Slice& s) { return s.name.data() ? s.name.data() - 1 : s.value.data(); };
    auto holds = [&](const Slice& s) { return place >= begin(s) && place < s.value.data() + s.value.size(); };
    while (i < parts->size() && !holds((*parts)[i])) ++i;
    if (i == parts->size()) break;
    const Slice& part = (*parts)[i];
    add_step(part.name.data() ? part.name : std::to_string(i), pointer);
    if (place < part.value.data()) break;   // on the name
    if (place == part.value.data()) break;  // on its bracket: the value itself
    inside = part.value;
  }
  return pointer;
}

}  // namespace json
