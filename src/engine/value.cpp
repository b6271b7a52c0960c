#include "engine/value.h"

#include <algorithm>
#include <optional>

namespace engine {
namespace {

using base::ErrorKind;
using base::fail;

constexpr std::string_view kAfter = "$after";
constexpr std::string_view kSecret = "$secret";

bool is_ours(const json::Member& member) {
  return member.name.starts_with('$') && !member.name.starts_with("$$");
}

bool stands_for_something(const json::Value& value) {
  const json::Object& members = value.as_object();
  return std::any_of(members.begin(), members.end(), is_ours);
}

bool is_hexadecimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Result<SecretReference> read_secret(const json::Value& value) {
  SecretReference secret{std::string(value.string_or(kSecret, "")),
                         std::string(value.string_or("digest", ""))};
  if (value.as_object().size() != 2 || secret.reference.empty() || !is_hexadecimal(secret.digest))
    return fail(ErrorKind::invalid, "`{}` is no reference to a secret with a digest", json::dump(value));
  return secret;
}

base::Result<Output> read_output(const json::Value& value) {
  if (value.as_object().size() != 1)
    return fail(ErrorKind::invalid, "`{}` says more than which output it stands for", json::dump(value));
  return parse_output(value.string_or(kAfter, ""));
}

base::Status check_part(const json::Value& value) {
  if (value.find(kAfter)) return read_output(value).map([](const Output&) {});
  if (value.find(kSecret)) return read_secret(value).map([](const SecretReference&) {});
  const json::Object& members = value.as_object();
  const std::string& name = std::find_if(members.begin(), members.end(), is_ours)->name;
  return fail(ErrorKind::invalid, "`{}` stands for nothing; in data it is written `${}`", name, name);
}

// Calls visit(part) for each object that stands for something.
template <typename Visit>
void each_part(const json::Value& value, const Visit& visit) {
  if (value.is_array()) {
    for (const json::Value& item : value.as_array()) each_part(item, visit);
  } else if (value.is_object() && stands_for_something(value)) {
    visit(value);
  } else if (value.is_object()) {
    for (const json::Member& member : value.as_object()) each_part(member.value, visit);
  }
}

template <typename T>
void add_once(std::vector<T>& list, T item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

// The value made anew: `rename` for names of members, `replace` for parts that stand for something.
template <typename Rename, typename Replace>
json::Value rebuilt(const json::Value& value, const Rename& rename, const Replace& replace) {
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.as_array()) items.push_back(rebuilt(item, rename, replace));
    return items;
  }
  if (!value.is_object()) return value;
  if (std::optional<json::Value> replaced = replace(value)) return *std::move(replaced);
  json::Object members;
  for (const json::Member& member : value.as_object())
    members.append({rename(member.name), rebuilt(member.value, rename, replace)});
  return members;
}

std::string as_it_is(const std::string& name) {
  return name;
}

}  // namespace

base::Result<Output> parse_output(std::string_view text) {
  size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size())
    return fail(ErrorKind::invalid, "`{}` is no output: ADDRESS.NAME", text);
  return Output{std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

json::Value after(const Output& output) {
  return json::Object{{std::string(kAfter), output.text()}};
}

json::Value secret(const SecretReference& reference) {
  return json::Object{{std::string(kSecret), reference.reference}, {"digest", reference.digest}};
}

json::Value literal(const json::Value& data) {
  auto escape = [](const std::string& name) { return name.starts_with('$') ? "$" + name : name; };
  return rebuilt(data, escape, [](const json::Value&) { return std::optional<json::Value>(); });
}

base::Status check_value(const json::Value& value) {
  base::Status status;
  each_part(value, [&](const json::Value& part) {
    if (status) status = check_part(part);
  });
  return status;
}

std::vector<Output> outputs_in(const json::Value& value) {
  std::vector<Output> outputs;
  each_part(value, [&](const json::Value& part) {
    if (part.find(kAfter)) add_once(outputs, *read_output(part));
  });
  return outputs;
}

std::vector<SecretReference> secrets_in(const json::Value& value) {
  std::vector<SecretReference> secrets;
  each_part(value, [&](const json::Value& part) {
    if (part.find(kSecret)) add_once(secrets, *read_secret(part));
  });
  return secrets;
}

json::Value fill(const json::Value& value, const KnownOutputs& known) {
  return rebuilt(value, as_it_is, [&](const json::Value& part) -> std::optional<json::Value> {
    if (!stands_for_something(part)) return std::nullopt;
    const json::Value* now = part.find(kAfter) ? known(*read_output(part)) : nullptr;
    return now ? literal(*now) : part;
  });
}

base::Result<json::Value> known(const json::Value& value) {
  base::Status status;
  each_part(value, [&](const json::Value& part) {
    if (status) status = fail(ErrorKind::invalid, "`{}` is not known yet", json::dump(part));
  });
  TRY(status);
  auto unescape = [](const std::string& name) { return name.starts_with('$') ? name.substr(1) : name; };
  return rebuilt(value, unescape, [](const json::Value&) { return std::optional<json::Value>(); });
}

base::Result<json::Value> reveal(const json::Value& value,
                                 const std::function<std::string(const SecretReference&)>& secret_of) {
  if (std::vector<Output> outputs = outputs_in(value); !outputs.empty())
    return fail(ErrorKind::invalid, "`{}` is not known yet", outputs.front().text());
  auto unescape = [](const std::string& name) { return name.starts_with('$') ? name.substr(1) : name; };
  return rebuilt(value, unescape, [&](const json::Value& part) -> std::optional<json::Value> {
    if (!part.find(kSecret)) return std::nullopt;
    return secret_of(*read_secret(part));
  });
}

}  // namespace engine
