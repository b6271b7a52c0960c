// The `aws:` of a service: what a schema cannot say of roles, policies and service accounts.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/json.h"
#include "platform/desired/configuration.h"
#include "platform/load/load.h"

namespace platform {

Permissions load_permissions(const json::Value& aws, const std::string& service_slug,
                             const ManagedPolicies& policies, base::Diagnostics& diagnostics);

// `name` is a text.
void check_service_account_name(const json::Value& name, base::Diagnostics& diagnostics);

// A service account names one role, so services of one environment share it only if they share the role.
class ServiceAccounts {
 public:
  void check(const std::string& service, const Permissions& permissions, const base::Span& span,
             base::Diagnostics& diagnostics);

 private:
  std::map<std::string, std::pair<std::string, std::string>> first_;  // name -> service, role ARN
};

// A role of cluster scope is one role for all environments of the cluster: services that share one must agree.
class SharedRoles {
 public:
  void check(const std::string& cluster, const std::string& project, const std::string& service_slug,
             const Permissions& permissions, const base::Span& span, base::Diagnostics& diagnostics);

 private:
  struct First {
    std::string project;
    Permissions permissions;
    uint32_t line;
  };
  std::map<std::string, First> first_;  // by cluster and service
};

}  // namespace platform
