// Objects of a namespace that others use, too: ours are made, changed and removed, theirs are not touched.
#pragma once

#include <string>

#include "kube/client.h"

namespace runtime {

// Makes a Deployment or Secret true, and tells what it is then. conflict: there is one of that name that is
// not ours. No question comes first: a Deployment's selector and a Secret's type cannot be changed, so the
// API server itself refuses to make ours of another's.
base::Result<json::Value> apply_ours(kube::Client& client, const json::Value& object,
                                     const base::Deadline& deadline);
// The same for a ServiceSpec or a CronJob, in which everything can be changed: it is asked for first.
base::Status apply_after_asking(kube::Client& client, const json::Value& object,
                                const base::Deadline& deadline);
// Removes it if it is ours. True: it was there.
base::Result<bool> remove_ours(kube::Client& client, const kube::Target& target,
                               const base::Deadline& deadline);
// Until no pod of the service is left, and nothing that would make new ones.
base::Status wait_until_gone(kube::Client& client, const std::string& namespace_name, const std::string& name,
                             const base::Deadline& deadline);

}  // namespace runtime
