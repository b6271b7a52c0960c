// Making a service's objects true, and telling why it does not come true.
#pragma once

#include <functional>
#include <string>

#include "kube/client.h"
#include "runtime/runtime.h"

namespace runtime {

base::Status roll_out(kube::Client& client, const Service& service,
                      const std::function<void(const std::string&)>& progress,
                      const base::Deadline& deadline);

// Applies what is ours or not there yet; conflict: there is one of that name that is not ours.
base::Status apply_ours(kube::Client& client, const json::Value& object, const base::Deadline& deadline);
// Removes it if it is ours. True: it was there.
base::Result<bool> remove_ours(kube::Client& client, const kube::Target& target,
                               const base::Deadline& deadline);
// Until no pod of the service is left, and nothing that would make new ones.
base::Status wait_until_gone(kube::Client& client, const std::string& namespace_name, const std::string& name,
                             const base::Deadline& deadline);

// "; it printed last: ..."
std::string last_words(kube::Client& client, const json::Value& pod, const std::string& container,
                       const base::Deadline& deadline);

}  // namespace runtime
