// The public face of a cluster's OIDC issuer: discovery document and key set, for whoever asks.
#pragma once

#include "account/call/service.h"
#include "net/http.h"

namespace account::eks {

bool is_for_issuer(const net::Request& request);
net::Response answer_issuer(net::Request& request, Gateway& gateway, Facilities& facilities);

}  // namespace account::eks
