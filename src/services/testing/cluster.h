// For tests of clusters: one that exists, a principal's token for it, and the control API as whoever runs its
// control plane asks it.
#pragma once

#include <string>

#include "services/testing/embedded_account.h"

namespace account::testing {

// Makes the role `cluster` (once) and a cluster with it; DescribeCluster's answer. `more`: further input.
json::Value make_cluster(EmbeddedAccount& account, const aws::Credentials& creator, const std::string& name,
                         const json::Object& more = {});

// The answer's status; its body is put into `answer`. `thing`: control-plane, aws-auth,
// control-plane?forget=true.
int steer_cluster(EmbeddedAccount& account, const std::string& method, const std::string& name,
                  const std::string& thing, const json::Value& body, json::Value* answer = nullptr);

inline const std::string kWebhookToken = "webhook-token-of-the-tests-0123456789";
inline const std::string kApiToken = "api-token-of-the-tests-0123456789abc";
// What a control plane says once it works; the API server is at `endpoint`.
json::Object working_control_plane(const std::string& endpoint = "https://10.89.78.1:6443");

// As `aws eks get-token` makes it.
std::string cluster_token(EmbeddedAccount& account, const aws::Credentials& who, const std::string& cluster);

}  // namespace account::testing
