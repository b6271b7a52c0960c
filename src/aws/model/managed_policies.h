// The policies that AWS manages (arn:aws:iam::aws:policy/...), with their true paths, dates, default versions
// and documents. Compiled at build time by tools/compile_managed_policies.py into a table that is embedded in
// the program and read in place (docs/model-format.md). All views live as long as the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace aws {

class ManagedPolicy {
 public:
  std::string_view name() const;
  std::string_view arn() const;
  std::string_view path() const;                // such as /, /service-role/, /aws-service-role/
  std::string_view default_version_id() const;  // such as v3
  base::Time create_date() const;               // of the first version
  base::Time update_date() const;               // of the default version
  std::string_view document() const;            // of the default version; JSON

  static std::optional<ManagedPolicy> find(std::string_view arn_or_name);
  static uint32_t count();
  static ManagedPolicy at(uint32_t index);  // sorted by name

 private:
  explicit ManagedPolicy(uint32_t index) : index_(index) {}
  uint32_t index_;
};

// The version of the package that they were read from, such as "moto 5.2.5", and its licence's attribution.
std::string_view managed_policies_source();
std::string_view managed_policies_notice();

}  // namespace aws
