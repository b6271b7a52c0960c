// Which service a request is for.
#pragma once

#include <optional>
#include <string_view>

#include "aws/route/route.h"

namespace aws {

// By the credential scope's name where there is one; else by X-Amz-Target, Action, host; else S3, the only
// service that answers anonymous requests on any path. nullopt: a signing name that no embedded model has.
std::optional<Service> find_service(const net::Request& request, const Parameters& parameters,
                                    std::string_view signing_name);

std::string_view host_of(const net::Request& request);  // without its port

}  // namespace aws
