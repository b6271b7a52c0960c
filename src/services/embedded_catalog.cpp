#include "services/embedded_catalog.h"

extern "C" const uint32_t slipway_catalog[];

namespace services {

const policy::Catalog& embedded_catalog() {
  static const policy::Catalog kCatalog(slipway_catalog);
  return kCatalog;
}

}  // namespace services
