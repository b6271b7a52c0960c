// The naive evaluator's conditions (rules 22 to 31).
#include <arpa/inet.h>

#include <cmath>
#include <cstring>
#include <ctime>

#include "base/encoding.h"
#include "policy/testing/naive_parts.h"

namespace policy::naive {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Exponential in the worst case, and plainly right.
bool glob(const char* pattern, const char* text) {
  if (*pattern == kStar) return glob(pattern + 1, text) || (*text && glob(pattern, text + 1));
  if (!*text) return !*pattern;
  return *pattern && (*pattern == kOne || *pattern == *text) && glob(pattern + 1, text + 1);
}

const Context::Entry* find(const Context& context, const std::string& key) {
  for (const auto& [name, entry] : context.entries()) {
    if (lower(name) == lower(key)) return &entry;
  }
  return nullptr;
}

std::optional<std::string> expand(const std::string& text, bool variables, bool wildcards,
                                  const Context& context) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    size_t end = text.find('}', i);
    bool is_variable = variables && text.compare(i, 2, "${") == 0 && end != std::string::npos;
    if (!is_variable) {
      out += wildcards && text[i] == '*' ? kStar : wildcards && text[i] == '?' ? kOne : text[i];
      continue;
    }
    std::string inside = text.substr(i + 2, end - i - 2);
    i = end;
    if (inside == "*" || inside == "?" || inside == "$") {
      out += inside;
      continue;
    }
    size_t comma = inside.find(", '");
    std::string key = inside.substr(0, comma);
    bool quoted = comma == std::string::npos || (inside.size() >= comma + 4 && inside.ends_with('\''));
    if (key.find_first_of(", \t\n\r") != std::string::npos || !quoted) return std::nullopt;
    const Context::Entry* entry = find(context, key);
    if (entry && (entry->multivalued || entry->values.size() != 1)) return std::nullopt;
    if (!entry && comma == std::string::npos) return std::nullopt;
    out += entry ? entry->values[0] : inside.substr(comma + 3, inside.size() - comma - 4);
  }
  return out;
}

namespace {

enum Truth { kNo, kYes, kMistyped };

Truth truth(bool value) {
  return value ? kYes : kNo;
}

std::optional<double> number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.+-") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  double value = std::strtod(text.c_str(), &end);
  if (*end || text.back() == '.') return std::nullopt;
  return value;
}

std::optional<double> date(const std::string& text) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
    return std::stod(text) > 253402300799.0 ? std::optional<double>() : std::stod(text);
  tm parts = {};
  parts.tm_mday = 1;
  int n = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                      &parts.tm_hour, &parts.tm_min, &parts.tm_sec);
  bool is_day = (n == 2 && text.size() == 7) || (n == 3 && text.size() == 10);
  if ((!is_day && n != 6) || parts.tm_mon < 1 || parts.tm_mon > 12) return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  auto seconds = static_cast<double>(timegm(&parts));
  std::string zone =
      is_day ? "" : text.substr(19);  // what the vocabulary has: Z, .000Z, +01:00, -05:00, nothing
  if (zone == "+01:00") return seconds - 3600;
  if (zone == "-05:00") return seconds + 5 * 3600;
  return seconds;
}

// An address or a range as a string of `0` and `1`, with its family in front.
std::optional<std::string> bits(const std::string& text) {
  std::string address = text.substr(0, text.find('/'));
  unsigned char bytes[16];
  bool six = address.find(':') != std::string::npos;
  if (inet_pton(six ? AF_INET6 : AF_INET, address.c_str(), bytes) != 1) return std::nullopt;
  std::string out = six ? "6" : "4";
  for (int i = 0; i < (six ? 128 : 32); ++i) out += (bytes[i / 8] >> (7 - i % 8)) & 1 ? '1' : '0';
  if (address == text) return out;
  size_t length = std::stoul(text.substr(address.size() + 1));
  if (length >= out.size()) return std::nullopt;
  return out.substr(0, 1 + length);
}

Truth ordered(const std::string& op, std::optional<double> value, std::optional<double> wanted) {
  if (!value || !wanted) return kMistyped;
  if (op.ends_with("lessthan")) return truth(*value < *wanted);
  if (op.ends_with("lessthanequals")) return truth(*value <= *wanted);
  if (op.ends_with("greaterthan")) return truth(*value > *wanted);
  if (op.ends_with("greaterthanequals")) return truth(*value >= *wanted);
  return truth(*value == *wanted);
}

Truth arn(const std::string& value, const std::string& wanted, bool variables, const Context& context) {
  // A variable's colon must separate nothing, so the pattern is split first.
  std::vector<std::string> want, have;
  std::string field;
  int depth = 0;
  for (char c : wanted) {
    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (c == ':' && want.size() < 5 && (depth == 0 || !variables)) {
      want.push_back(std::exchange(field, ""));
    } else {
      field += c;
    }
  }
  want.push_back(std::exchange(field, ""));
  for (char c : value) {
    if (c == ':' && have.size() < 5) {
      have.push_back(std::exchange(field, ""));
    } else {
      field += c;
    }
  }
  have.push_back(field);
  if (want.size() != 6 || have.size() != 6 || have[0] != "arn") return kMistyped;
  for (size_t i = 0; i < 6; ++i) {
    auto pattern = expand(want[i], variables, true, context);
    if (!pattern || !glob(pattern->c_str(), have[i].c_str())) return kNo;
  }
  return kYes;
}

// Whether one value of the request equals (is like, is in, is below ...) one value of the policy.
Truth compare(const std::string& op, const std::string& value, const std::string& wanted, bool variables,
              const Context& context) {
  if (op.starts_with("arn")) return arn(value, wanted, variables, context);
  if (op.starts_with("numeric")) return ordered(op, number(value), number(wanted));
  if (op.starts_with("date")) return ordered(op, date(value), date(wanted));
  if (op == "ipaddress") {
    auto in = bits(wanted), address = bits(value);
    if (!in || !address || value.find('/') != std::string::npos) return kMistyped;
    return truth(address->starts_with(*in));
  }
  if (op == "binaryequals") {
    auto a = base::unbase64(value), b = base::unbase64(wanted);
    return !a || !b ? kMistyped : truth(*a == *b);
  }
  bool like = op == "stringlike";
  auto expanded = expand(wanted, variables, like, context);
  if (op == "bool") {
    if (lower(value) != "true" && lower(value) != "false") return kMistyped;
    return truth(expanded && lower(*expanded) == lower(value));
  }
  if (!expanded) return kNo;
  if (op == "stringequalsignorecase") return truth(lower(*expanded) == lower(value));
  return truth(like ? glob(expanded->c_str(), value.c_str()) : *expanded == value);
}

bool value_holds(const std::string& op, bool negated, const std::string& value,
                 const std::vector<std::string>& wanted, bool variables, bool allow, const Context& context) {
  bool mistyped = false;
  for (const auto& one : wanted) {
    Truth t = compare(op, value, one, variables, context);
    if (t == kYes) return !negated;
    mistyped |= t == kMistyped;
  }
  // Every request value must be of the type, whatever the policy's values are.
  if (wanted.empty() && negated &&
      compare(op, value, op.starts_with("arn") ? "arn:a:b:c:d:e" : value, false, context) == kMistyped) {
    return !allow;
  }
  return negated && (!mistyped || !allow);
}

bool remove(std::string& text, const std::string& part) {
  size_t at = text.find(part);
  if (at == std::string::npos) return false;
  text.erase(at, part.size());
  return true;
}

}  // namespace

bool condition_holds(const std::string& name, const std::string& key, const std::vector<std::string>& wanted,
                     bool variables, bool allow, const Context& context) {
  std::string op = lower(name);
  const Context::Entry* entry = find(context, key);
  bool empty = true;  // no value, or none but empty texts
  for (size_t i = 0; entry && i < entry->values.size(); ++i) empty = empty && entry->values[i] == "";
  if (op == "null") {
    for (const auto& one : wanted) {
      if (lower(one) == (empty ? "true" : "false")) return true;
    }
    return false;
  }
  bool all = remove(op, "forallvalues:"), any = remove(op, "foranyvalue:"),
       if_exists = remove(op, "ifexists");
  bool negated = remove(op, "not");
  if (!entry) return if_exists || all || (!any && negated);
  if (entry->multivalued && !all && !any) return negated && !allow;
  if (all && empty) return true;
  for (const auto& value : entry->values) {
    bool holds = value_holds(op, negated, value, wanted, variables, allow, context);
    if (all && !holds) return false;
    if (!all && holds) return true;
  }
  return all;
}

}  // namespace policy::naive
