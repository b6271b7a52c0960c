// What a service is made of, as the members of its resource (engine/model/resource.h): what a plan tells of it when it
// changes. Values of variables and what is in files may be secret: of these it has the names, and keyed digests of the
// rest (state/digest_key.h).
#pragma once

#include "platform/workloads/service_spec.h"

namespace platform {

// As the file alone asks for it, without the outputs of jobs. Each member is always there, so that one that is asked
// for no more differs. invalid: it cannot run so.
base::Result<json::Object> wanted_members(EnvironmentTarget& target, const Service& service,
                                          const Platform& platform);

// A digest of what a job has left, which may be secret.
base::Result<std::string> outputs_digest(EnvironmentTarget& target, const std::string& job,
                                         const Platform& platform);

}  // namespace platform
