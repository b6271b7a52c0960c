#include "services/s3/lifecycle_rules.h"

#include <set>

#include "services/s3/bucket.h"
#include "services/s3/lifecycle_transitions.h"

namespace account::s3 {
namespace {

constexpr size_t kMaxRules = 1000;
constexpr size_t kMaxId = 255;
constexpr int64_t kMaxObject = 50LL << 40;

tl::unexpected<aws::Error> invalid(std::string message) {
  return tl::unexpected(aws::Error("InvalidRequest", 400, std::move(message)));
}

const json::Array& list_at(const json::Value& value, std::string_view member) {
  static const json::Array kEmpty;
  const json::Value* list = value.find(member);
  return list ? list->as_array() : kEmpty;
}

size_t count_of(const json::Value& value, std::initializer_list<std::string_view> members) {
  size_t count = 0;
  for (std::string_view member : members) count += value.find(member) ? 1 : 0;
  return count;
}

// --- the filter --------------------------------------------------------------------------------------------

// What a rule selects objects by, whether it stands in the filter itself or in its And.
struct Selection {
  bool by_tags = false;
  bool by_size = false;
};

aws::Result<void> check_sizes(const json::Value& filter) {
  const json::Value* more = filter.find("ObjectSizeGreaterThan");
  const json::Value* less = filter.find("ObjectSizeLessThan");
  if (more && (more->as_int() < 0 || more->as_int() > kMaxObject))
    return invalid(fmt::format("'ObjectSizeGreaterThan' should be between 0 and {}.", kMaxObject));
  if (less && (less->as_int() < 1 || less->as_int() > kMaxObject))
    return invalid(fmt::format("'ObjectSizeLessThan' should be between 1 and {}.", kMaxObject));
  if (more && less && less->as_int() <= more->as_int())
    return invalid("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  return {};
}

aws::Result<void> check_tag_keys(const json::Value& filter) {
  std::set<std::string_view> keys;
  for (const json::Value& tag : list_at(filter, "Tags")) {
    if (!keys.insert(tag.string_or("Key", "")).second) return invalid("Duplicate Tag Keys are not allowed.");
  }
  return {};
}

// At most one predicate; several stand in an And, which has at least two.
aws::Result<Selection> check_filter(const json::Value& rule) {
  const json::Value* filter = rule.find("Filter");
  if ((filter != nullptr) == (rule.find("Prefix") != nullptr)) return malformed_xml();
  if (!filter) return Selection{};
  if (count_of(*filter, {"Prefix", "Tag", "And", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) > 1)
    return malformed_xml();
  const json::Value* both = filter->find("And");
  const json::Value& predicates = both ? *both : *filter;
  const json::Array& tags = list_at(predicates, "Tags");
  if (both) {
    if (tags.size() + count_of(*both, {"Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan"}) < 2)
      return malformed_xml();
  }
  TRY(check_tag_keys(predicates));
  TRY(check_sizes(predicates));
  return Selection{filter->find("Tag") || !tags.empty(),
                   count_of(predicates, {"ObjectSizeGreaterThan", "ObjectSizeLessThan"}) > 0};
}

// --- actions -----------------------------------------------------------------------------------------------

tl::unexpected<aws::Error> not_positive(std::string_view member, std::string_view action, int64_t value) {
  return invalid_argument(fmt::format("'{}' for {} action must be a positive integer", member, action),
                          member, std::to_string(value));
}

// An action's number of something, which must be there if `required`.
aws::Result<void> check_positive(const json::Value& action, std::string_view name, std::string_view member,
                                 bool required) {
  const json::Value* value = action.find(member);
  if (!value && required) return malformed_xml();
  if (value && value->as_int() < 1) return not_positive(member, name, value->as_int());
  return {};
}

aws::Result<void> check_expiration(const json::Value& rule, const Selection& selection) {
  const json::Value* expiration = rule.find("Expiration");
  if (!expiration) return {};
  if (count_of(*expiration, {"Days", "Date", "ExpiredObjectDeleteMarker"}) != 1) return malformed_xml();
  TRY(check_positive(*expiration, "Expiration", "Days", false));
  TRY(check_midnight(*expiration));
  // Even one that is said to be false.
  if (!expiration->find("ExpiredObjectDeleteMarker")) return {};
  if (selection.by_tags) return invalid("ExpiredObjectDeleteMarker cannot be specified with Tags.");
  if (selection.by_size) return invalid("ExpiredObjectDeleteMarker cannot be specified with Object Size.");
  return {};
}

aws::Result<void> check_abortion(const json::Value& rule, const Selection& selection) {
  constexpr std::string_view kName = "AbortIncompleteMultipartUpload";
  const json::Value* abortion = rule.find(kName);
  if (!abortion) return {};
  TRY(check_positive(*abortion, kName, "DaysAfterInitiation", true));
  if (selection.by_tags) return invalid("AbortIncompleteMultipartUpload cannot be specified with Tags.");
  if (selection.by_size)
    return invalid("AbortIncompleteMultipartUpload cannot be specified with Object Size.");
  return {};
}

aws::Result<void> check_noncurrent(const json::Value& rule) {
  constexpr std::string_view kExpiration = "NoncurrentVersionExpiration";
  if (const json::Value* expiration = rule.find(kExpiration)) {
    TRY(check_positive(*expiration, kExpiration, "NoncurrentDays", true));
    TRY(check_positive(*expiration, kExpiration, "NewerNoncurrentVersions", false));
  }
  constexpr std::string_view kTransition = "NoncurrentVersionTransition";
  for (const json::Value& transition : list_at(rule, "NoncurrentVersionTransitions"))
    TRY(check_positive(transition, kTransition, "NewerNoncurrentVersions", false));
  return {};
}

aws::Result<void> check_rule(const json::Value& rule) {
  if (rule.string_or("ID", "").size() > kMaxId) {
    return invalid_argument(fmt::format("ID length should not exceed allowed limit of {}", kMaxId), "ID",
                            std::string(rule.string_or("ID", "")));
  }
  Selection selection = TRY(check_filter(rule));
  if (count_of(rule, {"Expiration", "Transitions", "NoncurrentVersionTransitions",
                      "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"}) == 0)
    return invalid("At least one action needs to be specified in a rule");
  TRY(check_expiration(rule, selection));
  TRY(check_abortion(rule, selection));
  TRY(check_noncurrent(rule));
  return check_transitions(rule);
}

// --- rules beside each other -------------------------------------------------------------------------------

// Configurations have either filters (version 2) or prefixes of whole rules (version 1).
aws::Result<void> check_versions(const json::Array& rules) {
  bool first_has_filter = rules[0].find("Filter") != nullptr;
  for (const json::Value& rule : rules) {
    bool has_filter = rule.find("Filter") != nullptr;
    if (first_has_filter && !has_filter) {
      return invalid(
          "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.");
    }
    if (!first_has_filter && has_filter) return invalid("Filter element can only be used in Lifecycle V2.");
  }
  return {};
}

// In version 1, no object may be under two rules of the same kind.
aws::Result<void> check_prefixes(const json::Array& rules) {
  for (size_t i = 0; i < rules.size(); ++i) {
    for (size_t j = i + 1; j < rules.size(); ++j) {
      const json::Value* one = rules[i].find("Prefix");
      const json::Value* other = rules[j].find("Prefix");
      if (!one || !other) return {};
      const std::string& a = one->as_string();
      const std::string& b = other->as_string();
      if (!a.starts_with(b) && !b.starts_with(a)) continue;
      for (auto [member, name] : {std::pair("Expiration", "Expiration"), {"Transitions", "Transition"}}) {
        if (!rules[i].find(member) || !rules[j].find(member)) continue;
        return invalid(
            fmt::format("Found overlapping prefixes '{}' and '{}' for same action type '{}'", a, b, name));
      }
    }
  }
  return {};
}

}  // namespace

aws::Result<void> check_lifecycle_rules(const json::Array& rules) {
  if (rules.empty() || rules.size() > kMaxRules) return malformed_xml();
  std::set<std::string_view> ids;
  for (const json::Value& rule : rules) {
    TRY(check_rule(rule));
    std::string_view id = rule.string_or("ID", "");
    if (id.empty() || ids.insert(id).second) continue;
    return invalid_argument("Rule ID must be unique. Found same ID for more than one rule", "ID",
                            std::string(id));
  }
  TRY(check_versions(rules));
  return check_prefixes(rules);
}

}  // namespace account::s3
