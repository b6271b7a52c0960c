#include "platform/desired/interpolate.h"

#include <algorithm>
#include <cctype>

namespace platform {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

bool is_name(std::string_view text) {
  auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), fits);
}

// A part of a text: a name that stood in braces, or what is between those.
struct Part {
  std::string_view text;  // with the braces
  std::string_view name;  // empty: none
};

std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts;
  size_t begin = 0;
  for (size_t open = text.find(kOpen); open != std::string_view::npos; open = text.find(kOpen, open + 1)) {
    size_t close = text.find(kClose, open);
    if (close == std::string_view::npos) break;
    std::string_view name = text.substr(open + kOpen.size(), close - open - kOpen.size());
    if (open < begin || !is_name(name)) continue;
    size_t end = close + kClose.size();
    parts.push_back({text.substr(begin, open - begin), ""});
    parts.push_back({text.substr(open, end - open), name});
    begin = end;
  }
  parts.push_back({text.substr(begin), ""});
  return parts;
}

}  // namespace

std::vector<std::string> names_in_braces(std::string_view text) {
  std::vector<std::string> names;
  for (const Part& part : parts_of(text)) {
    if (!part.name.empty()) names.emplace_back(part.name);
  }
  return names;
}

base::Result<std::string> interpolate(
    std::string_view text,
    const std::function<base::Result<std::optional<std::string>>(const std::string& name)>& value_of) {
  std::string result;
  for (const Part& part : parts_of(text)) {
    std::optional<std::string> value;
    if (!part.name.empty()) value = TRY(value_of(std::string(part.name)));
    result += value ? std::string_view(*value) : part.text;
  }
  return result;
}

}  // namespace platform
