// AWS's public parameters, which everybody may read who has the permission: the newest images, by version and
// architecture (services/public_images.h). They are no records of an account, have one version and no history.
//
// Source: User Guide, "Working with public parameters in Parameter Store".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/ssm/parameter.h"

namespace account::ssm {

std::optional<json::Value> find_public(const ParameterName& name);
// Those whose names begin so, by the same ids as parameters of an account have.
std::vector<Entry> list_public(const ParameterName& path);

}  // namespace account::ssm
