// Where a client's credentials come from. It is asked for each try of a call, so that none outlives them.
#pragma once

#include <memory>

#include "aws/signature/signature.h"
#include "base/deadline.h"
#include "base/result.h"

namespace aws {

// Safe from any thread.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // Such that live for some minutes yet. An error: there are none, and why.
  virtual base::Result<Credentials> credentials(const base::Deadline& deadline) = 0;
};

// The same for ever.
std::shared_ptr<CredentialSource> fixed_credentials(Credentials credentials);

}  // namespace aws
