// The OIDC issuer that stands behind each cluster: where it is, its keys, and the tokens that it signs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/environment.h"
#include "account/state.h"
#include "aws/error.h"
#include "identity/issuer.h"

namespace account::eks {

// A cluster as its issuer's URL or id leads to it; in account "" since neither shows the account.
struct Place {
  std::string account;
  std::string region;
  std::string cluster;
};

// https://oidc.eks.REGION.amazonaws.com/id/<32 hex digits>, as EKS has it. The host leads to this server.
std::string issuer_host(const std::string& region);
std::string issuer_url(const std::string& region, const std::string& id);

bool is_own_issuer(const State& any, std::string_view url);
// `id`: the hex digits, which also name the cluster's endpoint.
std::optional<Place> find_place(const State& any, std::string_view id);

std::vector<Place> all_places(const State& any);

// Made with the cluster, gone with it.
base::Status create_issuer(const State& state, const std::string& cluster, const std::string& id,
                           Environment& environment);
void delete_issuer(const State& state, const std::string& cluster, const std::string& id);

// Rotated if they are due, or now.
base::Result<identity::IssuerKeys> issuer_keys(const State& state, const std::string& cluster,
                                               Environment& environment, bool rotate_now = false);

}  // namespace account::eks
