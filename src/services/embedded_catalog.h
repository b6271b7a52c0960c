// What AWS's services offer, as it is embedded in the program: for what a service checks of a policy.
#pragma once

#include "policy/catalog/catalog.h"

namespace services {

const policy::Catalog& embedded_catalog();

}  // namespace services
