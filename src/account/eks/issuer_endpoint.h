// The public face of a cluster's OIDC issuer: discovery document and key set, for whoever asks.
#pragma once

#include "account/environment.h"
#include "net/http.h"

namespace account::eks {

bool is_issuer_host(std::string_view host_header);
net::Response answer_issuer(const net::Request& request, Environment& environment);

}  // namespace account::eks
