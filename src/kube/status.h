// What the API server refuses, as an error that says why and how to mend it.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "kube/access.h"

namespace kube {

// `body`: an object of kind Status (Kubernetes, "API Conventions": response status kind), or whatever else
// came with the HTTP status. `what` is what was asked: "apply Deployment `app` in namespace `z1`".
//
// Kinds: 401 and 403 denied; 404 not_found; 409, 410 and 412 conflict; other 4xx invalid; 429 and 5xx unavailable.
base::Error status_error(const Access& access, std::string_view what, int http_status,
                         const json::Value& body);

// The same for an error that has no answer: the cluster's name, and what to look at.
base::Error connection_error(const Access& access, std::string_view what, const base::Error& error);

}  // namespace kube
