// Identifiers of AWS as types of their own, so that one cannot be passed for another.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace base {

template <typename Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string value) : value_(std::move(value)) {}
  const std::string& str() const { return value_; }
  bool empty() const { return value_.empty(); }
  auto operator<=>(const Name&) const = default;

 private:
  std::string value_;
};

using AccountId = Name<struct AccountIdTag>;  // twelve digits
using Region = Name<struct RegionTag>;        // such as eu-west-3

bool is_account_id(std::string_view text);

// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE (AWS General Reference, "Amazon Resource Names").
struct Arn {
  std::string partition = "aws";
  std::string service;
  std::string region;
  std::string account;
  std::string resource;

  std::string str() const;
  // nullopt unless there are six fields, the first is `arn`, and neither partition, service nor resource is empty.
  static std::optional<Arn> parse(std::string_view text);
  bool operator==(const Arn&) const = default;
};

std::string iam_arn(const AccountId& account, std::string_view resource);  // arn:aws:iam::ACCOUNT:RESOURCE

}  // namespace base
