// What answers at the endpoint of an embedded cluster: Kubernetes' API in small, enough for namespaces,
// service accounts and their tokens. Where a real Kubernetes stands behind the cluster (control_plane.h), its
// API server answers instead, and nobody here.
//
// Callers prove who they are with a `k8s-aws-v1.` token (as `aws eks get-token` makes it): a presigned
// sts:GetCallerIdentity for this cluster. Whoever administers the cluster (identity_mapping.h) may do
// everything; nobody else may do anything. Webhooks (webhooks.h) are below the same path.
#pragma once

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "net/http.h"

namespace account::eks {

inline constexpr std::string_view kClusterPath = "/_cluster/";  // then the cluster's id and Kubernetes' path

bool is_for_cluster(const net::Request& request);
net::Response answer_cluster(net::Request& request, Gateway& gateway, Facilities& facilities);

}  // namespace account::eks
