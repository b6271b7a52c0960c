// Listens to the account, and knows which call is under way and why. One life is played by one thread.
#pragma once

#include "account/call/observer.h"
#include "rehearsal/life/asked.h"

namespace rehearsal {

class Recorder final : public account::Observer {
 public:
  // Only what is asked of this role is written down: the rest is what others do beside it.
  void follow(std::string role_arn) { role_arn_ = std::move(role_arn); }
  void begin(const Act& act) { act_ = &act; }
  void begin_call(std::string_view api, std::string_view operation, Reasons reasons);

  const std::vector<Asked>& asked() const { return asked_; }
  int64_t calls() const { return calls_; }
  bool has_refusal() const { return has_refusal_; }

  void decided(const account::Decided& decided) override;
  void answered(const account::Answered&) override {}

 private:
  std::string role_arn_;
  const Act* act_ = nullptr;
  std::string api_, operation_;
  Reasons reasons_;
  int64_t calls_ = 0;
  std::vector<Asked> asked_;
  bool has_refusal_ = false;
};

}  // namespace rehearsal
