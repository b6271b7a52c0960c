// A real Kubernetes behind a cluster: whoever runs its control plane tells the account where it is, and
// learns the issuer's keys. Asked through the control API (cluster_control.h).
//
// "ControlPlane" in the cluster's record: {"Status", "Endpoint", "CertificateAuthority" (PEM), "Version",
// "PodEndpoint", "ServiceIpv4Cidr", "WebhookDigest" (SHA-256 of the webhooks' secret, hex), "ApiToken"
// (sealed)}, or {"Stopped": true}.
#pragma once

#include <string>

#include "account/call/facilities.h"
#include "account/record/state.h"
#include "base/json.h"
#include "base/result.h"

namespace account::eks {

// By the cluster's name: {"mapRoles", "mapUsers", "mapAccounts"}, the texts of ConfigMap kube-system/aws-auth.
inline constexpr std::string_view kAwsAuth = "eks.aws_auth";

// {"status", "endpoint", "certificateAuthority", "version", "webhookToken", "podEndpoint", "apiToken",
// "serviceIpv4Cidr"}: what is absent stays as it was, and a cluster that was stopped is there again.
// not_found: no such cluster; invalid.
base::Status set_control_plane(State state, const std::string& name, const json::Value& wanted,
                               Facilities& facilities);

// The cluster is seen by nobody until its control plane is set again; its id, issuer and keys stay, so that
// what trusts them goes on working then. not_found: no such cluster.
base::Status stop_control_plane(State state, const std::string& name);
// Stopped or not: it is as if there had been none.
base::Status forget_cluster(State state, const std::string& name, Facilities& facilities);

// {"id", "issuer", "status", "signingKey" (PKCS #8), "verifyingKeys" (PEM), "keysRotateAt"}; also of a
// cluster that has no control plane yet, or is stopped. Rotates the keys if they are due.
base::Result<json::Value> control_plane(const State& state, const std::string& name, Facilities& facilities);

base::Status set_aws_auth(State state, const std::string& name, const json::Value& config_map);

}  // namespace account::eks
