#include "aws/values/parameters.h"

#include <algorithm>

#include "base/encoding.h"

namespace aws {
namespace {

constexpr size_t kMaxParameters = 20'000;

}  // namespace

Result<Parameters> parse_parameters(std::string_view text) {
  Parameters parameters;
  auto bad = [](std::string_view why) { return error("MalformedQueryString", 400, "{}", why); };
  while (!text.empty()) {
    size_t end = std::min(text.find('&'), text.size());
    std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    size_t equals = std::min(piece.find('='), piece.size());
    auto name = base::percent_decode(piece.substr(0, equals), true);
    auto value = base::percent_decode(piece.substr(std::min(equals + 1, piece.size())), true);
    if (!name || !value) return bad("a percent sign must be followed by two hex digits");
    if (!base::is_utf8(*name)) return bad("the name of a parameter is not UTF-8");
    parameters.emplace_back(std::move(*name), std::move(*value));
    if (parameters.size() > kMaxParameters) return bad("too many parameters");
  }
  return parameters;
}

std::string_view find_parameter(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return {};
}

}  // namespace aws
