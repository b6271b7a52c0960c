// Requests of the protocol RPC v2 CBOR: what they ask stands in their path, their bodies are CBOR. All else of it is
// the json protocol in other bytes (aws/protocol/cbor.h), and is answered as such.
//
//   POST /service/GraniteServiceVersion20100801/operation/ListMetrics
//
// Source: Smithy, "Smithy RPC v2 CBOR protocol".
#pragma once

#include <optional>
#include <string_view>

#include "net/http.h"

namespace aws {

struct RpcTarget {
  std::string_view service;  // its target prefix
  std::string_view operation;
};

// nullopt: its path is no such one. It is signed; the header that says the protocol need not be, and is not asked.
std::optional<RpcTarget> read_rpc_target(const net::Request& request);
// Whether it is a request of that protocol, to a service that speaks it: another one may have any path. `signing_name`
// is of the credential scope.
bool is_rpc(const net::Request& request, std::string_view signing_name);

}  // namespace aws
