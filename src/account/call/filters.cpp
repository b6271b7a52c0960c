#include "account/call/filters.h"

#include <fmt/core.h>

#include <algorithm>

#include "aws/values/path.h"
#include "base/text.h"

namespace account {
namespace {

constexpr std::string_view kTag = "tag:";

// vpc-id -> VpcId, availabilityZone -> AvailabilityZone
std::string capitalised(std::string_view part) {
  std::string out;
  for (std::string_view word : base::split(part, '-')) {
    if (word.empty()) continue;
    out += base::upper(word.substr(0, 1));
    out += word.substr(1);
  }
  return out;
}

// The texts that a place holds, as AWS writes them.
std::vector<std::string> texts_at(const json::Value& entry, std::string_view path) {
  std::vector<std::string> texts;
  auto take = [&](const json::Value& value) {
    if (value.is_string()) texts.push_back(value.as_string());
    if (value.is_bool()) texts.emplace_back(value.as_bool() ? "true" : "false");
    if (value.is_int()) texts.push_back(std::to_string(value.as_int()));
    if (value.is_number() && !value.is_int()) texts.push_back(fmt::format("{}", value.as_double()));
  };
  json::Value found = aws::find_path(entry, path);
  if (!found.is_array()) take(found);
  if (found.is_array())
    for (const json::Value& one : found.as_array()) take(one);
  return texts;
}

std::vector<std::string> values_of_tag(const json::Value& entry, std::string_view member,
                                       std::string_view key) {
  std::vector<std::string> values;
  const json::Value* tags = entry.find(member);
  if (!tags || !tags->is_array()) return values;
  for (const json::Value& tag : tags->as_array())
    if (tag.string_or("Key", "") == key) values.emplace_back(tag.string_or("Value", ""));
  return values;
}

}  // namespace

std::string filter_path(std::string_view name, std::span<const FilterPlace> places,
                        std::string_view tags_member) {
  for (const FilterPlace& place : places)
    if (place.name == name) return std::string(place.path);
  if (name == "tag-key") return fmt::format("{}[].Key", tags_member);
  if (name == "tag-value") return fmt::format("{}[].Value", tags_member);
  std::string path;
  for (const FilterPlace& place : places) {
    if (!place.name.ends_with('.') || !name.starts_with(place.name)) continue;
    path = place.path;
    name.remove_prefix(place.name.size());
    break;
  }
  for (std::string_view part : base::split(name, '.')) {
    if (!path.empty() && !path.ends_with('.')) path += '.';
    path += capitalised(part);
  }
  return path;
}

// By going back to the last `*`, which then stands for one character more.
bool fits_filter(std::string_view wanted, std::string_view text) {
  size_t w = 0, t = 0, star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    bool is_escaped = w + 1 < wanted.size() && wanted[w] == '\\';
    char one = is_escaped ? wanted[w + 1] : w < wanted.size() ? wanted[w] : '\0';
    if (w < wanted.size() && !is_escaped && one == '*') {
      star = w++;
      taken = t;
    } else if (w < wanted.size() && (one == text[t] || (one == '?' && !is_escaped))) {
      w += is_escaped ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      w = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return wanted.find_first_not_of('*', w) == std::string_view::npos;
}

aws::Result<Filters> Filters::read(const Input& input, std::span<const FilterPlace> places,
                                   std::string_view tags_member) {
  Filters filters;
  filters.tags_member_ = tags_member;
  std::string_view member = input.knows("Filters") ? "Filters" : "Filter";
  if (!input.knows(member)) return filters;
  for (const json::Value& one : input.list(member)) {
    std::string name(one.string_or("Name", ""));
    bool is_place = std::any_of(places.begin(), places.end(),
                                [&](const FilterPlace& place) { return place.name == name; });
    if (!is_place && !input.knows_filter(name))
      return aws::error("InvalidParameterValue", 400, "The filter '{}' is invalid", name);
    Filter filter;
    if (name.starts_with(kTag)) filter.tag_key = name.substr(kTag.size());
    if (filter.tag_key.empty()) filter.path = filter_path(name, places, tags_member);
    filter.values = one.strings_at("Values");
    filters.filters_.push_back(std::move(filter));
  }
  return filters;
}

bool Filters::match(const Filter& filter, const json::Value& entry) const {
  auto texts =
      filter.path.empty() ? values_of_tag(entry, tags_member_, filter.tag_key) : texts_at(entry, filter.path);
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return std::any_of(filter.values.begin(), filter.values.end(),
                       [&](const std::string& value) { return fits_filter(value, text); });
  });
}

bool Filters::match(const json::Value& entry) const {
  return std::all_of(filters_.begin(), filters_.end(),
                     [&](const Filter& filter) { return match(filter, entry); });
}

std::optional<std::vector<std::string>> Filters::exact(std::string_view path) const {
  for (const Filter& filter : filters_) {
    bool is_exact = filter.path == path &&
                    std::none_of(filter.values.begin(), filter.values.end(),
                                 [](const auto& one) { return one.find_first_of("*?\\") != one.npos; });
    if (!is_exact) continue;
    std::vector<std::string> values = filter.values;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }
  return std::nullopt;
}

}  // namespace account
