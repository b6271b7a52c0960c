#include "policy/catalog/resource_arns.h"

#include <algorithm>

#include "policy/match/relation.h"

namespace policy {
namespace {

// Names that hold slashes although one may follow them: event buses and sources of partners
// (`event-bus/aws.partner/example.com/1`; EventBridge User Guide, "Receiving events from a SaaS partner").
constexpr std::string_view kWithSlashes[] = {"EventBusName", "EventSourceName"};

// Calls `on_text` with what is between the parts and `on_part` with the name of each `${...}` and what follows.
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

bool is_wild(char c) {
  return c == '*' || c == '?' || c == '$';  // `$`: a variable
}

bool is_anything(std::string_view text) {
  return text == "*" || (text.starts_with("${") && text.find('}') + 1 == text.size());
}

// Where the first field of an ARN ends: at a colon that is not part of a variable. npos: it is the last.
size_t field_end(std::string_view arn) {
  for (size_t at = 0; at < arn.size(); ++at) {
    if (arn[at] == ':') return at;
    if (arn.substr(at, 2) != "${") continue;
    size_t end = arn.find('}', at);
    if (end != std::string_view::npos) at = end;
  }
  return std::string_view::npos;
}

constexpr Token kAnything[] = {kAnyRun};

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

// Whether a text can match a field of a policy's pattern and that of a template.
bool ResourceArns::can_meet(std::string_view pattern, std::string_view arn_template) const {
  while (!pattern.empty() && !arn_template.empty() && !is_wild(pattern.front()) &&
         !is_wild(arn_template.front())) {
    if (pattern.front() != arn_template.front()) return false;
    pattern.remove_prefix(1);
    arn_template.remove_prefix(1);
  }
  if ((pattern.empty() && arn_template.empty()) || is_anything(pattern)) return true;
  TokensView anything(kAnything, 1);
  return overlap(tokenize_template(pattern, anything), this->pattern(arn_template, anything));
}

// The first five fields one by one, so that `${Partition}` does not take in a service.
bool ResourceArns::can_be_one(std::string_view pattern, std::string_view arn_template) const {
  for (int field = 0; field < 5; ++field) {
    size_t a = field_end(pattern), b = field_end(arn_template);
    if (a == std::string_view::npos || b == std::string_view::npos)
      break;  // a short ARN: its last field is all the rest
    if (!can_meet(pattern.substr(0, a), arn_template.substr(0, b))) return false;
    pattern.remove_prefix(a + 1);
    arn_template.remove_prefix(b + 1);
  }
  return can_meet(pattern, arn_template);
}

bool ResourceArns::can_be(std::string_view pattern, const Catalog::ResourceType& type) const {
  auto templates = templates_of(type);
  return std::any_of(templates.begin(), templates.end(),
                     [&](std::string_view one) { return can_be_one(pattern, one); });
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
