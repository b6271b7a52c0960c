// What one examination has found so far; the links of doctor.cpp, doctor_role.cpp and doctor_token.cpp share it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/doctor/doctor.h"
#include "runtime/token/facts.h"

namespace platform {

struct Visit {
  const FoundService& found;
  const Platform& platform;
  std::vector<Link> links = {};

  // Set by the links that find them.
  blueprint::ClusterTarget* cluster = nullptr;  // the account answers
  bool cluster_is_active = false;
  bool api_answers = true;  // of an active cluster: whoever it lets in or not
  std::optional<blueprint::ServiceAccount> service_account = std::nullopt;
  std::optional<runtime::TokenFacts> token = std::nullopt;  // readable, whatever it says
  std::string token_text = "";                              // never shown
  base::Error no_token = {};                                // why there is none
  std::optional<json::Value> provider = std::nullopt;
  std::optional<json::Value> role = std::nullopt;

  void pass(std::string name, std::string detail) {
    add(std::move(name), Finding::pass, std::move(detail), "");
  }
  void fail(std::string name, std::string detail, std::string hint) {
    add(std::move(name), Finding::fail, std::move(detail), std::move(hint));
  }
  void skip(std::string name, std::string_view because) {
    add(std::move(name), Finding::skipped, std::string(because), "");
  }
  const EnvironmentState& environment() const { return found.environment; }
  const DeployedService& service() const { return found.service; }
  std::string subject() const {
    return "system:serviceaccount:" + environment().namespace_name + ":" + service().service_account;
  }

 private:
  void add(std::string name, Finding finding, std::string detail, std::string hint) {
    links.push_back({std::move(name), finding, std::move(detail), std::move(hint)});
  }
};

inline constexpr const char* kUpMends = "`slipway up` with the file mends it";

// Fills service_account and token, or no_token.
void read_service_account(Visit& visit);
void read_token(Visit& visit);
// Issuer and provider.
void examine_issuer(Visit& visit);
void examine_provider(Visit& visit);
void examine_thumbprint(Visit& visit);
// Role, trust, policies.
void examine_role(Visit& visit);
void examine_trust(Visit& visit);
void examine_policies(Visit& visit);
// Service account, token, instances, the call itself.
void examine_service_account(Visit& visit);
void examine_token(Visit& visit);
void examine_instances(Visit& visit);
void examine_call(Visit& visit);

}  // namespace platform
