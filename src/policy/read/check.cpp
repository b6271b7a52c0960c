#include "policy/read/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/buffer.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

bool is_alnum(char c) {
  c = lower_byte(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

constexpr auto kActionBytes = [] {
  std::array<bool, 256> allowed = {};
  for (char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:*?-_."))
    allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}();

constexpr std::string_view kVendor =
    "Actions/Conditions must be prefaced by a "
    "vendor, e.g., iam, sdb, ec2, etc.";

// Nobody but S3, SQS and the like reads these resources, and some have forms of their own
// (API Gateway's `execute-api:/stage/GET/path`).
bool has_free_resources(Kind kind) {
  return kind == Kind::resource || kind == Kind::endpoint;
}

}  // namespace

bool is_iam_kind(Kind kind) {
  return kind != Kind::resource && kind != Kind::endpoint && kind != Kind::scp && kind != Kind::rcp;
}

std::optional<Mistake> action_mistake(std::string_view text, Kind kind) {
  std::string_view action = base::trim(text);
  if (action == "*") return std::nullopt;
  size_t colon = action.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == action.size()) {
    return Mistake{fmt::format("action `{}` is not of the form `service:Name`", text), std::string(kVendor)};
  }
  if (action.find(':', colon + 1) != std::string_view::npos) {
    return Mistake{fmt::format("action `{}` has more than one colon", text),
                   "Actions/Condition can contain only one colon."};
  }
  bool plain = std::all_of(action.begin(), action.end(),
                           [](char c) { return kActionBytes[static_cast<unsigned char>(c)]; });
  if (!plain) {
    return Mistake{fmt::format("action `{}` holds a character that no action has", text),
                   "The policy failed legacy parsing"};
  }
  std::string_view vendor = action.substr(0, colon);
  if (kind == Kind::trust && find_wildcard(vendor) == std::string::npos &&
      !base::equal_ignoring_case(vendor, "sts")) {
    return Mistake{fmt::format("a trust policy cannot hold the action `{}`", text),
                   "AssumeRole policy may only specify STS AssumeRole actions."};
  }
  return std::nullopt;
}

std::optional<Mistake> resource_mistake(std::string_view text, Kind kind) {
  if (text.empty() || (!has_free_resources(kind) && text != "*" && !text.starts_with("arn:"))) {
    return Mistake{fmt::format("resource `{}` is neither an ARN nor `*`", text),
                   fmt::format("Resource {} must be in ARN format or \"*\".", text)};
  }
  if (!text.starts_with("arn:")) return std::nullopt;
  std::string_view rest = text.substr(text.find(':') + 1);
  size_t partition_end = rest.find(':');
  if (partition_end == 0 || rest.empty()) {
    return Mistake{fmt::format("resource `{}` has no partition", text),
                   fmt::format("Partition \"\" is not valid for resource \"{}\".", text)};
  }
  if (partition_end == std::string_view::npos) return std::nullopt;
  rest.remove_prefix(partition_end + 1);
  // IAM User Guide, "Resource element": no wildcard may stand for the service.
  std::string_view service = rest.substr(0, rest.find(':'));
  if (find_wildcard(service) != std::string_view::npos) {
    return Mistake{fmt::format("resource `{}` has a wildcard in place of the service", text),
                   fmt::format("Vendor {} is not valid", service)};
  }
  return std::nullopt;
}

std::optional<Mistake> condition_key_mistake(std::string_view text) {
  size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon > 0 && colon + 1 < text.size()) return std::nullopt;
  return Mistake{fmt::format("condition key `{}` is not of the form `service:Name`", text),
                 std::string(kVendor)};
}

std::optional<Mistake> sid_mistake(std::string_view text, Kind kind) {
  if (!is_iam_kind(kind) || std::all_of(text.begin(), text.end(), is_alnum)) return std::nullopt;
  return Mistake{fmt::format("Sid `{}` holds more than letters and digits", text),
                 "Statement IDs (SID) must be alpha-numeric. Check that your input "
                 "satisfies the regular expression "
                 "[0-9A-Za-z]*"};
}

}  // namespace policy
