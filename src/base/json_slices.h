// JSON texts taken apart without reading them: the parts as they stand in the text, for whoever compares,
// keeps or parses them one by one. Only what separates the parts is looked at; a part may hold anything until
// it is parsed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace json {

// A member of an object or an element of an array. The views go into the text.
struct Slice {
  std::string_view
      name;  // of a member: what stands between its quotes, escapes and all; empty for an element
  std::string_view value;  // without the white space around it
};

// The parts directly inside of `text`, which is an object or an array and nothing else; nullopt if it is not,
// or does not end.
std::optional<std::vector<Slice>> slices(std::string_view text);

// `text`, which is JSON, without the white space between its parts; all else as it is written, numbers above all.
std::string compact(std::string_view text);

}  // namespace json
