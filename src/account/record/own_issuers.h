// The issuers that this server made, one behind each cluster: where they are. Their keys are the service's
// own business.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/record/state.h"

namespace account {

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

void put_place(const State& any, std::string_view id, const Place& place);
void erase_place(const State& any, std::string_view id);

}  // namespace account
