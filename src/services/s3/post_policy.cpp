#include "services/s3/post_policy.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace account::s3 {
namespace {

tl::unexpected<aws::Error> invalid(std::string_view why) {
  return aws::error("InvalidPolicyDocument", 400, "Invalid Policy: {}", why);
}

tl::unexpected<aws::Error> denied(std::string_view why) {
  return aws::error("AccessDenied", 403, "Invalid according to Policy: {}", why);
}

// One condition as a list, which is how it stands in messages: ["eq", "$key", "a.txt"].
using Condition = std::array<json::Value, 3>;

tl::unexpected<aws::Error> failed(const Condition& condition) {
  return denied(fmt::format("Policy Condition failed: [{}, {}, {}]", json::dump(condition[0]),
                            json::dump(condition[1]), json::dump(condition[2])));
}

// {"acl": "private"} stands for ["eq", "$acl", "private"].
aws::Result<Condition> simple_condition(const json::Object& object) {
  if (object.size() != 1)
    return invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  const json::Member& only = *object.begin();
  if (only.value.is_null()) return invalid("Invalid JSON.");
  if (!only.value.is_string()) return invalid("Invalid Simple-Condition: value must be a string.");
  return Condition{"eq", "$" + only.name, only.value};
}

aws::Result<Condition> read_condition(const json::Value& value) {
  if (value.is_object()) return simple_condition(value.as_object());
  if (!value.is_array()) return invalid("Invalid condition test: must be a List or Object.");
  const json::Array& list = value.as_array();
  if (list.empty()) return invalid("Invalid Condition: missing operation identifier.");
  if (!list[0].is_string()) return invalid("Invalid JSON.");
  std::string operation = base::lower(list[0].as_string());
  bool is_range = operation == "content-length-range";
  if (!is_range && operation != "eq" && operation != "starts-with")
    return invalid(fmt::format("Invalid Condition: unknown operation '{}'.", list[0].as_string()));
  if (list.size() != 3) return invalid(fmt::format("Invalid {}: wrong number of arguments.", operation));
  for (size_t i : {1, 2}) {
    bool fits = list[i].is_string() || (is_range && list[i].is_int() && list[i].as_int() >= 0);
    if (!fits) return invalid("Invalid JSON.");
  }
  return Condition{operation, list[1], list[2]};
}

// A bound may be written as a text, too.
std::optional<int64_t> bound(const json::Value& value) {
  if (value.is_int()) return value.as_int();
  auto number = base::parse_int(value.as_string());
  return number && *number >= 0 ? number : std::nullopt;
}

// The conditions of a policy, as they are held against a form one after another.
class Check {
 public:
  Check(const Form& form, std::string_view bucket) : form_(form), bucket_(bucket) {}

  aws::Result<void> condition(const Condition& condition) {
    if (condition[0].as_string() == "content-length-range") return size(condition);
    std::string name = base::lower(condition[1].as_string());
    if (!name.starts_with('$')) return failed(condition);
    name.erase(0, 1);
    named_.insert(name);
    // Of a field that is not there, nothing holds: not even that it starts with an empty text.
    std::optional<std::string_view> actual = value_of(name);
    if (!actual || !holds(condition, name, *actual)) return failed(condition);
    return {};
  }

  // Whoever signed the policy knows all that the form says.
  aws::Result<void> no_other_fields() const {
    std::vector<std::string> others;
    for (const FormField& field : form_.fields) {
      std::string name = base::lower(field.name);
      if (!is_exempt(name) && !named_.contains(name)) others.push_back(field.name);
    }
    if (others.empty()) return {};
    return denied(fmt::format("Extra input fields: {}", base::join(others, ", ")));
  }

  std::optional<SizeRange> size_range() const { return range_; }

 private:
  static bool is_exempt(std::string_view name) {
    return name == "policy" || name == "signature" || name == "awsaccesskeyid" || name == "x-amz-signature" ||
           name.starts_with("x-ignore-");
  }

  std::optional<std::string_view> value_of(std::string_view name) const {
    if (name == "bucket") return bucket_;
    const std::string* value = form_.find(name);
    return value ? std::optional<std::string_view>(*value) : std::nullopt;
  }

  static bool holds(const Condition& condition, std::string_view name, std::string_view actual) {
    std::string_view wanted = condition[2].as_string();
    if (condition[0].as_string() == "eq") return actual == wanted;
    if (name != "content-type") return actual.starts_with(wanted);
    // A list of types: each must.
    auto types = base::split(actual, ',');
    return std::all_of(types.begin(), types.end(),
                       [&](std::string_view type) { return base::trim(type).starts_with(wanted); });
  }

  aws::Result<void> size(const Condition& condition) {
    std::optional<int64_t> min = bound(condition[1]), max = bound(condition[2]);
    if (!min || !max) return failed(condition);
    // Of several, all hold.
    range_ = {std::max(range_ ? range_->min : 0, *min), std::min(range_ ? range_->max : INT64_MAX, *max)};
    return {};
  }

  const Form& form_;
  std::string_view bucket_;
  std::set<std::string> named_;
  std::optional<SizeRange> range_;
};

// In UTC and nothing else: 2026-11-21T08:30:00Z, or with a fraction.
std::optional<base::Time> read_expiration(std::string_view text) {
  if (!text.ends_with('Z') || text.find('T') == std::string_view::npos) return std::nullopt;
  return base::parse_iso8601(text);
}

}  // namespace

aws::Result<std::optional<SizeRange>> check_policy(std::string_view policy, const Form& form,
                                                   std::string_view bucket, base::Time now) {
  auto document = json::parse(policy);
  if (!document || !document->is_object()) return invalid("Invalid JSON.");
  for (const json::Member& member : document->as_object()) {
    if (member.name != "expiration" && member.name != "conditions")
      return invalid(fmt::format("Unexpected: '{}'", base::lower(member.name)));
  }
  const json::Value* expiration = document->find("expiration");
  if (!expiration) return invalid("Policy missing expiration.");
  if (!expiration->is_string()) return invalid("Invalid JSON.");
  auto expires = read_expiration(expiration->as_string());
  if (!expires) return invalid(fmt::format("Invalid 'expiration' value: '{}'", expiration->as_string()));
  const json::Value* conditions = document->find("conditions");
  if (!conditions) return invalid("Policy missing conditions.");
  if (!conditions->is_array()) return invalid("Invalid 'conditions' value: must be a List.");

  std::vector<Condition> list;
  for (const json::Value& one : conditions->as_array()) list.push_back(TRY(read_condition(one)));
  if (now >= *expires) return denied("Policy expired.");
  Check check(form, bucket);
  for (const Condition& condition : list) TRY(check.condition(condition));
  TRY(check.no_other_fields());
  return check.size_range();
}

}  // namespace account::s3
