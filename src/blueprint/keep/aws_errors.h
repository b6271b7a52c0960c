// What AWS answered to the call of a keep, in words that say what to do.
#pragma once

#include <string_view>

#include "aws/error.h"
#include "base/result.h"

namespace blueprint {

// `action`: as IAM calls it, `s3:GetObject`. `place`: what it was asked of, for people.
//
// denied: not allowed, or no credentials; unavailable: no answer, or none that says whether it was done; invalid: all
// else that AWS refuses.
base::Error keep_error(const aws::Error& error, std::string_view action, std::string_view place);

}  // namespace blueprint
