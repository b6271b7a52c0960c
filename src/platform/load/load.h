// Reads slipway.yaml: YAML, then the schema, then what a schema cannot say. All mistakes at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "platform/desired/configuration.h"

namespace platform {

// What AWS's managed policies are called.
struct ManagedPolicies {
  std::function<std::optional<std::string>(std::string_view name_or_arn)> find_arn;
  std::function<std::vector<std::string>()> names;
};

// nullopt if there was an error, which is then in `diagnostics`.
std::optional<Configuration> load_configuration(std::string_view text, const ManagedPolicies& policies,
                                                base::Diagnostics& diagnostics);

// The same from a file. ErrorKind::invalid: the message is the rendered findings.
base::Result<Configuration> load_file(const std::string& path, const ManagedPolicies& policies);

// The two halves of it, for who needs the text, too: a pipe can be read but once, and a file may be changed meanwhile.
inline constexpr size_t kMaxFile = 1 << 20;
base::Result<std::string> text_of_file(const std::string& path, size_t max_bytes = kMaxFile);
base::Result<Configuration> load_text(const std::string& path, const std::string& text,
                                      const ManagedPolicies& policies);

}  // namespace platform
