#include "rehearsal/life/recorder.h"

namespace rehearsal {

void Recorder::begin_call(std::string_view api, std::string_view operation, Reasons reasons) {
  api_ = api;
  operation_ = operation;
  reasons_ = std::move(reasons);
  ++calls_;
}

void Recorder::decided(const account::Decided& decided) {
  if (!act_ || decided.request.principal.role_arn != role_arn_) return;
  asked_.push_back({act_->phase, std::string(act_->name), api_, operation_, decided.request,
                    decided.decision.allowed(), reasons_});
  has_refusal_ = has_refusal_ || !decided.decision.allowed();
}

}  // namespace rehearsal
