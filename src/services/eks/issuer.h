// The OIDC issuer that stands behind each cluster: its keys, and the tokens that it signs.
#pragma once

#include <string>

#include "account/call/facilities.h"
#include "account/record/own_issuers.h"
#include "account/record/state.h"
#include "identity/issuer.h"

namespace account::eks {

// Made with the cluster, gone with it.
base::Status create_issuer(const State& state, const std::string& cluster, const std::string& id,
                           Facilities& facilities);
void delete_issuer(const State& state, const std::string& cluster, const std::string& id);

// Rotated if they are due, or now.
base::Result<identity::IssuerKeys> issuer_keys(const State& state, const std::string& cluster,
                                               Facilities& facilities, bool rotate_now = false);

}  // namespace account::eks
