// What it does to send an operation twice, which decides whether it may be repeated when its answer was lost.
#pragma once

#include "aws/model/model.h"

namespace aws {

enum class Effect {
  read,        // it changes nothing
  idempotent,  // twice is once: by a token, by a unique name, or since it says how things shall be
  once         // twice may be two: CreateVpc, SendMessage
};

// From the model (method, idempotency token, the operation's verb), and a table of what no model says. What
// neither knows is `once`.
Effect effect_of(const Service& service, const Operation& operation);

}  // namespace aws
