// How often AWS lets an account call its services, for whoever wants it so here (`slipway account serve --rates`).
#pragma once

#include <span>

#include "account/call/rates.h"

namespace services {

std::span<const account::Rate> rates();

}  // namespace services
