// What the API server of a real control plane asks the account , below
// /_cluster/ID/webhook/ with the secret that the two share:
//
//   authenticate   TokenReview of authentication.k8s.io/v1: who a `k8s-aws-v1.` token stands for
//   authorize      SubjectAccessReview of authorization.k8s.io/v1: what access policies allow; never a denial
//   pods           AdmissionReview of admission.k8s.io/v1: a pod of a service account with a role gets its token
#pragma once

#include <string_view>

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "net/http.h"
#include "services/eks/issuer.h"

namespace account::eks {

inline constexpr std::string_view kWebhookPath = "/webhook/";  // behind /_cluster/ID

// `name`: behind /webhook/.
net::Response answer_webhook(net::Request& request, const std::string& cluster_id, std::string_view name,
                             Gateway& gateway, Facilities& facilities);

// One request of a webhook, whose sender has proved to be the cluster's API server.
struct Review {
  std::string cluster_id;
  Place place;
  json::Value cluster;  // its record
  const json::Value& body;
  Gateway& gateway;
  Facilities& facilities;
};
// The review with its status or response. An error: the body is not what the webhook takes.
base::Result<json::Value> review_token(const Review& review);
base::Result<json::Value> review_access(const Review& review);
base::Result<json::Value> review_pod(const Review& review);

}  // namespace account::eks
