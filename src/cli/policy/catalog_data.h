// The catalog that is embedded in the program.
#pragma once

#include "policy/catalog/catalog.h"

namespace cli {

const policy::Catalog& embedded_catalog();

}  // namespace cli
