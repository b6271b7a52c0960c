// The engine's calls on their way to AWS.
#pragma once

#include "blueprint/cloud/cloud.h"
#include "engine/model/call.h"

namespace blueprint {

// To one account and region. Whatever could be tried again without doing it twice has been, when it answers.
class CloudCaller final : public engine::Caller {
 public:
  explicit CloudCaller(Cloud& cloud) : cloud_(cloud) {}

  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

 private:
  Cloud& cloud_;
};

}  // namespace blueprint
