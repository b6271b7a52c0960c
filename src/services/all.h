// The one list of the services that this account has; the program passes it to the server.
#pragma once

#include <vector>

#include "account/call/service.h"

namespace services {

std::vector<account::Service> all();

}  // namespace services
