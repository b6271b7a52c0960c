// The way out: what a state remembers as Terraform's resources, each with an `import` block, so that Terraform takes
// over what is there instead of making it (https://developer.hashicorp.com/terraform/language/import). Nothing is asked
// of AWS: what is written is what was last applied.
#pragma once

#include <string>
#include <vector>

#include "engine/journal/state.h"

namespace blueprint {

// What is in no resource, and why.
struct NotExported {
  std::string address, kind, why;
};

struct TerraformExport {
  std::string text;  // HCL for Terraform 1.5 and later; what is not exported stands in its comments
  size_t resources = 0, things = 0;  // of Terraform's, of how many of ours
  std::vector<NotExported> not_exported;
};

// `name`: how the state is called.
TerraformExport to_terraform(const engine::State& state, const std::string& name);

}  // namespace blueprint
