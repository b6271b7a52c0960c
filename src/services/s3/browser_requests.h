// What browsers send that SDKs do not: preflights, requests from pages of another origin, forms. They go the
// way of every call; what differs stands here: who answers, and which headers let the page read the answer.
//
// Source: S3 User Guide, "Using cross-origin resource sharing (CORS)"; S3 API Reference, "POST Object".
#pragma once

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "net/http.h"

namespace account::s3 {

bool is_from_browser(const net::Request& request);
net::Response answer_browser(net::Request& request, Gateway& gateway, Facilities& facilities);

}  // namespace account::s3
