// Pure. Whether pods have the identity that their service account gives. A pod gets it once, when it is made:
// what is annotated later, or while the webhook was not there, does not reach it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/kubernetes/pods.h"
#include "runtime/runtime.h"

namespace runtime {

// What the webhook has put into this pod.
WebIdentity web_identity_of(const json::Value& pod, const std::string& container);

// Why a pod that was just made does not have what its service must be given.
std::optional<Trouble> identity_trouble(const json::Value& pod, const ServiceSpec& service);

// Differs from one Deployment's pods to the next where they are replaced for their identity alone.
inline constexpr std::string_view kRenewedAnnotation = "slipway.io/renewed";
std::string renewal_of(const json::Value& pod);

// Where some of its `pods` would stay under this Deployment and have another identity than the service must
// be given, the Deployment is changed so that they are replaced. Its renewal, empty: none.
std::string renew_identity(const std::vector<json::Value>& pods, const ServiceSpec& service,
                           json::Value& deployment);

}  // namespace runtime
