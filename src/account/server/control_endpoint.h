// What `slipway account status|calls|clock|quota|reset|snapshot|fault|stop|create` and a cluster's control plane
// (eks/cluster_control.h) ask of a running server: requests below /_slipway/, signed with the root keys of the first
// account for service `slipway`. Only GET /_slipway/health answers everybody.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "account/call/quota.h"
#include "account/server/call_log.h"
#include "account/server/data_dir.h"
#include "account/server/moved_clock.h"
#include "account/server/snapshots.h"
#include "net/http.h"

namespace account {

inline const std::string kControlPath = "/_slipway/";
inline constexpr std::string_view kControlService = "slipway";

class ControlEndpoint {
 public:
  struct Options {
    DataDir data_dir;
    base::Time started;
    base::Secret proof_key;                     // see RunningServer
    std::function<void()> end = {};             // what `stop` calls
    CallLog* calls = nullptr;                   // nullptr: none are kept
    std::span<const Quota* const> quotas = {};  // that can be set; they outlive it
  };
  ControlEndpoint(Gateway& gateway, Facilities& facilities, Options options)
      : gateway_(gateway),
        facilities_(facilities),
        options_(std::move(options)),
        snapshots_(options_.data_dir, facilities),
        clock_(options_.data_dir) {}

  net::Response answer(net::Request& request);

 private:
  base::Status authenticate(const net::Request& request, std::string_view body);
  base::Result<json::Value> dispatch(const net::Request& request, std::string_view body);
  base::Result<json::Value> status();
  json::Value calls(const net::Request& request, base::Milliseconds patience);
  base::Result<json::Value> reset();
  base::Result<json::Value> snapshot(std::string_view method, std::string_view name);
  json::Value snapshot_names() const;
  base::Result<json::Value> faults(std::string_view method, std::string_view body);
  base::Result<json::Value> clock(std::string_view method, std::string_view body);
  base::Result<json::Value> quotas(std::string_view method, std::string_view body);
  base::Result<json::Value> changes_since(const std::string& name);
  base::Result<json::Value> create(std::string_view body);
  base::Result<json::Value> stop();
  json::Value health(const net::Request& request) const;

  Gateway& gateway_;
  Facilities& facilities_;
  Options options_;
  Snapshots snapshots_;
  MovedClock clock_;
};

}  // namespace account
