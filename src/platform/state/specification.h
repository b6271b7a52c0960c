// What was asked for, as JSON: an environment with all its services and variables, as `up` carried it out
// last. Kept below the home for its owner only, since values of variables may be secret, and because
// environments that were cloned are in no file.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "platform/desired/configuration.h"
#include "platform/state/home.h"

namespace platform {

json::Value to_json(const CronJob& cron);
json::Value to_json(const Environment& environment);
// Whatever to_json() has written.
Environment environment_from(const json::Value& value);

// By namespace, which is an environment's own.
base::Status save_specification(const Home& home, const std::string& namespace_name,
                                const Environment& environment);
// not_found: it has not been deployed to its end yet.
base::Result<Environment> load_specification(const Home& home, const std::string& namespace_name);
base::Status remove_specification(const Home& home, const std::string& namespace_name);

}  // namespace platform
