// Whose a request is that came to the server.
#pragma once

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "net/http.h"

namespace account {

// What a service answers beside AWS's calls (Service::endpoints); all else is a call, and the gateway's.
net::Response answer_request(net::Request& request, Gateway& gateway, Facilities& facilities);

}  // namespace account
