// `slipway doctor`: every link of the chain between a service and its AWS role, checked where it stands.
#pragma once

#include <string>
#include <vector>

#include "platform/state/service_name.h"
#include "platform/target/environment_target.h"

namespace platform {

enum class Finding { pass, fail, skipped };

struct Link {
  std::string name;  // what is checked: `trust policy`
  Finding finding = Finding::pass;
  std::string detail;  // what is there; for a failure the exact difference
  std::string hint;    // for a failure: how to mend it
};

// In the order of the chain. A link that cannot be looked at because an earlier one is broken is skipped, and says so.
std::vector<Link> examine(const FoundService& found, const Platform& platform);

bool is_healthy(const std::vector<Link>& links);
json::Value to_json(const FoundService& found, const std::vector<Link>& links);

}  // namespace platform
