// What makes a pod speak for its service account's role: the token of its own and the variables that point to
// it, as amazon-eks-pod-identity-webhook injects them (v0.6.17).
#pragma once

#include <string>

#include "base/json.h"

namespace account::eks {

struct InjectionSettings {
  std::string region;  // AWS_REGION and AWS_DEFAULT_REGION, where a container has neither
  std::string
      endpoint;  // AWS_ENDPOINT_URL where a container has none, since this account is not AWS; empty: none
};

// The operations of a JSON patch (RFC 6902) for a pod that is being created; empty where there is nothing to
// do. What the pod already has stays. `service_account`: the object, whose annotations decide.
json::Array inject_identity(const json::Value& pod, const json::Value& service_account,
                            const InjectionSettings& settings);

}  // namespace account::eks
