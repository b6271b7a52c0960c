#include "services/s3/public_policy.h"

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "base/text.h"

namespace account::s3 {
namespace {

// Keys that can hold a statement to callers who are known.
constexpr std::string_view kKnownCallers[] = {
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
    "aws:sourceaccount",    "aws:sourcearn",    "aws:sourceip",       "aws:sourceowner",
    "aws:sourcevpc",        "aws:sourcevpce",   "aws:userid",         "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn"};
constexpr std::string_view kOperators[] = {
    "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"};

template <size_t N>
bool contains(const std::string_view (&list)[N], std::string_view name) {
  return std::find(std::begin(list), std::end(list), base::lower(name)) != std::end(list);
}

// A value or a list of them.
template <typename Test>
bool all_of(const json::Value& value, Test test) {
  if (!value.is_array()) return test(value);
  return std::all_of(value.as_array().begin(), value.as_array().end(), test);
}

bool is_fixed(const json::Value& value) {
  return value.is_string() && value.as_string().find_first_of("*?$") == std::string::npos &&
         value.as_string() != "0.0.0.0/0" && value.as_string() != "::/0";
}

bool names_nobody_else(const json::Value& statement) {
  const json::Value* conditions = statement.find("Condition");
  if (!conditions || !conditions->is_object()) return false;
  for (const auto& [name, keys, span] : conditions->as_object()) {
    if (!contains(kOperators, name) || !keys.is_object()) continue;
    for (const auto& [key, values, key_span] : keys.as_object()) {
      if (contains(kKnownCallers, key) && all_of(values, is_fixed)) return true;
    }
  }
  return false;
}

bool is_everybody(const json::Value& value) {
  return value.is_string() && value.as_string() == "*";
}

bool lets_everybody_in(const json::Value& statement) {
  if (statement.string_or("Effect", "") != "Allow") return false;
  if (statement.find("NotPrincipal")) return true;
  const json::Value* principal = statement.find("Principal");
  if (!principal) return false;
  if (is_everybody(*principal)) return true;
  const json::Value* aws = principal->find("AWS");
  return aws && !all_of(*aws, [](const json::Value& one) { return !is_everybody(one); });
}

}  // namespace

bool is_public_policy(const std::string& policy) {
  auto document = json::parse(policy);
  const json::Value* statements = document ? document->find("Statement") : nullptr;
  if (!statements) return false;
  return !all_of(*statements, [](const json::Value& statement) {
    return !lets_everybody_in(statement) || names_nobody_else(statement);
  });
}

}  // namespace account::s3
