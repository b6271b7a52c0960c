#include "policy/catalog/resource_arns.h"

#include <algorithm>

namespace policy {
namespace {

// Names that hold slashes although one may follow them: event buses and sources of partners
// (`event-bus/aws.partner/example.com/1`; EventBridge User Guide, "Receiving events from a SaaS partner").
constexpr std::string_view kWithSlashes[] = {"EventBusName", "EventSourceName"};

// Calls `on_text` with what is between the parts and `on_part` with the name of each `${...}` and what
// follows.
template <typename OnText, typename OnPart>
void walk(std::string_view text, OnText on_text, OnPart on_part) {
  while (true) {
    size_t begin = text.find("${");
    size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    on_text(end == std::string_view::npos ? text : text.substr(0, begin));
    if (end == std::string_view::npos) return;
    on_part(text.substr(begin + 2, end - begin - 2), text.substr(end + 1));
    text.remove_prefix(end + 1);
  }
}

}  // namespace

ResourceArns::ResourceArns(std::vector<Catalog::ResourceType> types) {
  for (const auto& type : types) {
    walk(
        type.arn, [](std::string_view) {},
        [&](std::string_view name, std::string_view rest) {
          bool is_free =
              std::find(std::begin(kWithSlashes), std::end(kWithSlashes), name) != std::end(kWithSlashes);
          if (rest.starts_with('/') && !is_free) names_.push_back(name);
        });
  }
}

Tokens ResourceArns::pattern(std::string_view arn_template, TokensView anything) const {
  constexpr Token kName[] = {kNameByte, kNameRun};
  Tokens out;
  walk(
      arn_template, [&](std::string_view text) { out += tokenize(text); },
      [&](std::string_view name, std::string_view) {
        bool is_name = std::find(names_.begin(), names_.end(), name) != names_.end();
        out += is_name ? TokensView(kName, 2) : anything;
      });
  return out;
}

std::vector<std::string_view> templates_of(const Catalog::ResourceType& type) {
  constexpr std::string_view kSeparator = ", ";
  std::vector<std::string_view> out;
  std::string_view rest = type.arn;
  for (size_t at = rest.find(kSeparator); at != std::string_view::npos; at = rest.find(kSeparator)) {
    out.push_back(rest.substr(0, at));
    rest.remove_prefix(at + kSeparator.size());
  }
  out.push_back(rest);
  return out;
}

}  // namespace policy
