// Service Quotas: what is told of the quotas that the account's services check (services/quotas.h), those included that
// `slipway account quota` has set. Quotas that AWS has no code for are not told, and none is applied at the level of a
// resource. Not simulated: requests for more, templates, automatic management.
//
// Source: Service Quotas API Reference, version 2019-06-24.
#pragma once

#include <span>

#include "account/call/service.h"

namespace account::servicequotas {

Service service();

std::span<const Operation> quota_operations();

}  // namespace account::servicequotas
