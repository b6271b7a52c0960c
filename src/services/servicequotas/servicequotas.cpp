#include "services/servicequotas/servicequotas.h"

namespace account::servicequotas {

Service service() {
  return {"service-quotas", "servicequotas", {quota_operations()}, {.denied = "AccessDeniedException"}};
}

}  // namespace account::servicequotas
