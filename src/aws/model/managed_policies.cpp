#include "aws/model/managed_policies.h"

#include "base/table.h"

extern "C" const uint32_t slipway_managed_policies[];

namespace aws {
namespace {

enum Section : uint32_t { kSource = 1, kPolicies };
enum Field : uint32_t { kName, kArn, kPath, kDefaultVersion, kCreated, kUpdated, kDocument, kWords };

constexpr std::string_view kArnPrefix = "arn:aws:iam::aws:policy/";

constexpr base::Table table() {
  return base::Table(slipway_managed_policies);
}
uint32_t word(uint32_t index, Field field) {
  return table().section(kPolicies)[index * kWords + field];
}
std::string_view text(uint32_t index, Field field) {
  return table().string(word(index, field));
}

}  // namespace

std::string_view ManagedPolicy::name() const {
  return text(index_, kName);
}
std::string_view ManagedPolicy::arn() const {
  return text(index_, kArn);
}
std::string_view ManagedPolicy::path() const {
  return text(index_, kPath);
}
std::string_view ManagedPolicy::default_version_id() const {
  return text(index_, kDefaultVersion);
}
base::Time ManagedPolicy::create_date() const {
  return base::from_seconds(word(index_, kCreated));
}
base::Time ManagedPolicy::update_date() const {
  return base::from_seconds(word(index_, kUpdated));
}
std::string_view ManagedPolicy::document() const {
  return text(index_, kDocument);
}

std::optional<ManagedPolicy> ManagedPolicy::find(std::string_view arn_or_name) {
  bool is_arn = arn_or_name.starts_with(kArnPrefix);
  std::string_view name = is_arn ? arn_or_name.substr(arn_or_name.rfind('/') + 1) : arn_or_name;
  uint32_t low = 0, high = count();
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int order = text(middle, kName).compare(name);
    // Names are unique whatever their path; an ARN must name the right one.
    if (order == 0)
      return is_arn && text(middle, kArn) != arn_or_name ? std::nullopt
                                                         : std::optional(ManagedPolicy(middle));
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::nullopt;
}

uint32_t ManagedPolicy::count() {
  return static_cast<uint32_t>(table().section(kPolicies).size()) / kWords;
}
ManagedPolicy ManagedPolicy::at(uint32_t index) {
  return ManagedPolicy(index);
}

std::string_view managed_policies_source() {
  return table().string(table().section(kSource)[0]);
}
std::string_view managed_policies_notice() {
  return table().string(table().section(kSource)[1]);
}

}  // namespace aws
