// What `slipway account status|reset|create` and a cluster's control plane (eks/cluster_control.h) ask of a
// running server: requests below /_slipway/, signed with the root keys of the first account for service
// `slipway`. Only GET /_slipway/health answers everybody.
#pragma once

#include <string>

#include "account/call/environment.h"
#include "account/call/gateway.h"
#include "account/server/data_dir.h"
#include "net/http.h"

namespace account {

inline const std::string kControlPath = "/_slipway/";
inline constexpr std::string_view kControlService = "slipway";

class ControlEndpoint {
 public:
  ControlEndpoint(Gateway& gateway, Environment& environment, DataDir data_dir, base::Time started)
      : gateway_(gateway), environment_(environment), data_dir_(std::move(data_dir)), started_(started) {}

  net::Response answer(net::Request& request);

 private:
  base::Status authenticate(const net::Request& request, std::string_view body);
  base::Result<json::Value> dispatch(const net::Request& request, std::string_view body);
  base::Result<json::Value> status();
  base::Result<json::Value> reset();
  base::Result<json::Value> create(std::string_view body);

  Gateway& gateway_;
  Environment& environment_;
  DataDir data_dir_;
  base::Time started_;
};

}  // namespace account
