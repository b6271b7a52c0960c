// What runs services, and their tokens, as kinds of resources for the engine; what an account and a cluster have is in
// blueprint/kinds.
#pragma once

#include "blueprint/cluster/role.h"
#include "blueprint/kinds/kinds.h"

namespace platform {

inline constexpr std::string_view kToken = "service-token";
inline constexpr std::string_view kService = "service";
// The API behind which services run, and their tokens are (runtime_caller.h).
inline constexpr std::string_view kRuntime = "runtime";

// For runs of an environment on a cluster: as blueprint::settings_for(), which knows what it stands on.
engine::RunSettings settings_with_services(const blueprint::ClusterTarget& target, const std::string& whose,
                                           engine::Run::Words words);

// The token file of a service. One that is to be renewed is as one that lives no time.
engine::ResourceKind token_kind();
json::Object desired_token(const std::string& name, const std::string& subject, const std::string& issuer,
                           int64_t life_s);

// What a service runs. `type`: service, job or cron-job; what it is made of: workloads/service_members.h; `deployment`:
// `complete`, or what is wrong with what runs; `after`: digests of what the jobs of earlier stages have left, for which
// it is looked at again. Outputs: Left, of a job.
engine::ResourceKind service_kind();

// Of the runtime, with calls that are named after the `thing`: Put, Find, Get and Remove. `input`: what each is told.
engine::ResourceKind runtime_kind(std::string_view name, const std::string& thing,
                                  json::Value (*input)(const engine::Subject&));

}  // namespace platform
