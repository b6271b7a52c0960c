#include "services/ssm/filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "services/ssm/parameter_name.h"

namespace account::ssm {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kTag = "tag:";
constexpr std::string_view kBadPath =
    R"(Filters for common parameters can't be prefixed with "aws" or "ssm" (case-insensitive). When using global )"
    "parameters, please specify within a global namespace.";

// What each key takes, in the words of the errors that say so.
struct Key {
  std::string_view name;
  bool is_of_paths;
  std::string_view options;
  std::string_view values = "";  // empty: any
};
constexpr Key kKeys[] = {
    {"Path", false, "Recursive, OneLevel"},
    {"Name", false, "BeginsWith, Equals, Contains"},
    {"Type", true, "BeginsWith, Equals", "String, StringList, SecureString"},
    {"KeyId", true, "BeginsWith, Equals"},
    {"Tier", false, "BeginsWith, Equals", "Standard, Advanced, Intelligent-Tiering"},
    {"DataType", false, "BeginsWith, Equals"},
    {kTag, false, "BeginsWith, Equals"},
};
constexpr Key kLabel{"Label", true, "Equals"};

bool is_listed(std::string_view text, std::string_view list) {
  for (std::string_view one : base::split(list, ','))
    if (base::trim(one) == text) return true;
  return false;
}

const Key* find_key(std::string_view name) {
  if (name == kLabel.name) return &kLabel;
  for (const Key& key : kKeys)
    if (key.name == kTag ? name.starts_with(kTag) : key.name == name) return &key;
  return nullptr;
}

tl::unexpected<aws::Error> invalid_key(std::string_view name, bool is_path) {
  return aws::error("InvalidFilterKey", 400,
                    "The following filter key is not valid: {}. Valid filter keys include: [{}].", name,
                    is_path ? "Type, KeyId, Label" : "Path, Name, Type, KeyId, Tier, DataType, tag:KEY");
}

aws::Result<void> check_paths(const Texts& paths) {
  for (const std::string& path : paths) {
    std::string begin = base::lower(path.substr(0, 4));
    if (begin == "/aws" || begin == "/ssm") return invalid(std::string(kBadPath));
    TRY(check_path(path));
  }
  return {};
}

bool fits_text(std::string_view option, std::string_view text, std::string_view value) {
  if (option == "BeginsWith") return text.starts_with(value);
  return option == "Contains" ? text.find(value) != text.npos : text == value;
}

bool is_below(std::string_view option, std::string_view name, std::string path) {
  if (!path.ends_with('/')) path += '/';
  std::string whole = fmt::format("{}{}", name.starts_with('/') ? "" : "/", name);
  if (!whole.starts_with(path)) return false;
  return option == "Recursive" || whole.find('/', path.size()) == whole.npos;
}

// nullptr: it has none of that key.
const json::Value* find_tag(const json::Value& parameter, std::string_view key) {
  const json::Value* tags = parameter.find("Tags");
  if (!tags) return nullptr;
  for (const json::Value& tag : tags->as_array())
    if (tag.string_or("Key", "") == key) return &tag;
  return nullptr;
}

// A name with and without its slash is the same.
bool fits_name(std::string_view option, std::string_view name, std::string_view value) {
  if (option == "Contains") return fits_text(option, name, value);
  auto whole = [](std::string_view text) { return text.starts_with('/') ? text.substr(1) : text; };
  return fits_text(option, whole(name), whole(value));
}

}  // namespace

aws::Result<Filters> Filters::read(const json::Array& filters, Of operation) {
  Filters read;
  for (const json::Value& one : filters) {
    Filter filter{std::string(one.string_or("Key", "")), "", one.strings_at("Values")};
    filter.option = one.string_or("Option", filter.key == "Path" ? "OneLevel" : "Equals");
    TRY(check(filter, operation));
    for (const Filter& other : read.filters_)
      if (other.key == filter.key)
        return aws::error(
            "InvalidFilterKey", 400,
            "The following filter is duplicated in the request: {}. A request can contain only one "
            "occurrence of a specific filter.",
            filter.key);
    read.filters_.push_back(std::move(filter));
  }
  return read;
}

aws::Result<void> Filters::check(const Filter& filter, Of operation) {
  bool is_path = operation == Of::path;
  const Key* key = find_key(filter.key);
  bool is_for_it = key && (is_path ? key->is_of_paths : key != &kLabel);
  if (!is_for_it) return invalid_key(filter.key, is_path);
  if (filter.values.empty() && key->name != kTag)
    return aws::error("InvalidFilterValue", 400,
                      "The following filter values are missing : null for filter key {}.", filter.key);
  if (!is_listed(filter.option, key->options))
    return aws::error("InvalidFilterOption", 400,
                      "The following filter option is not valid: {}. Valid options include: [{}].",
                      filter.option, key->options);
  if (filter.key == "Path") return check_paths(filter.values);
  for (const std::string& value : filter.values)
    if (!key->values.empty() && filter.option == "Equals" && !is_listed(value, key->values))
      return aws::error("InvalidFilterValue", 400,
                        "The following filter value is not valid: {}. Valid values include: [{}].", value,
                        key->values);
  return {};
}

bool Filters::match(const json::Value& parameter) const {
  return std::all_of(filters_.begin(), filters_.end(),
                     [&](const Filter& filter) { return fits(filter, parameter); });
}

bool Filters::fits(const Filter& filter, const json::Value& parameter) {
  if (filter.key == kLabel.name) return true;
  std::string_view text = parameter.string_or(filter.key, "");
  if (filter.key.starts_with(kTag)) {
    const json::Value* tag = find_tag(parameter, std::string_view(filter.key).substr(kTag.size()));
    if (!tag) return false;
    if (filter.values.empty()) return true;
    text = tag->string_or("Value", "");
  }
  return std::any_of(filter.values.begin(), filter.values.end(), [&](const std::string& value) {
    if (filter.key == "Path") return is_below(filter.option, parameter.string_or("Name", ""), value);
    if (filter.key == "Name") return fits_name(filter.option, parameter.string_or("Name", ""), value);
    return fits_text(filter.option, text, value);
  });
}

int64_t Filters::labelled_version(const json::Value& parameter) const {
  int64_t newest = parameter.int_or("Version", 0);
  for (const Filter& filter : filters_) {
    if (filter.key != kLabel.name) continue;
    const json::Value* labels = parameter.find("Labels");
    for (const std::string& label : filter.values)
      if (const json::Value* version = labels ? labels->find(label) : nullptr) return version->as_int();
    return 0;
  }
  return newest;
}

}  // namespace account::ssm
