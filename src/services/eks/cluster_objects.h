// What an embedded cluster keeps: namespaces, service accounts, and the tokens that it issues for them.
#pragma once

#include <string>
#include <vector>

#include "account/call/facilities.h"
#include "account/record/state.h"
#include "net/http.h"

namespace account::eks {

inline constexpr std::string_view kNamespace = "eks.namespace";             // CLUSTER/NAME
inline constexpr std::string_view kServiceAccount = "eks.service_account";  // CLUSTER/NAMESPACE/NAME

// An answer that is not a success, as Kubernetes gives it (kind Status).
struct Failure {
  int code;
  std::string reason;
  std::string message;
};
template <typename T>
using KubeResult = tl::expected<T, Failure>;
tl::unexpected<Failure> failure(int code, std::string reason, std::string message);

// One request at one cluster, in one transaction.
struct Visit {
  const net::Request& request;
  const json::Value& body;
  std::string cluster;
  State state;
  Facilities& facilities;
  std::vector<std::string> path;  // behind /api/v1/
};

// Of a caller who may do everything.
KubeResult<json::Value> answer_visit(Visit& visit);

}  // namespace account::eks
