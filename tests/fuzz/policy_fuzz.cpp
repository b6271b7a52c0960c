// The first byte chooses the kind of document, the rest is its text. Whatever it is, it must be refused with
// a place or decide and explain a fixed request.
#include <cstdint>
#include <cstdlib>

#include "policy/ask/caller.h"
#include "policy/explain/explain.h"

namespace {

policy::Request fixed_request() {
  policy::Request request;
  request.principal = *policy::parse_principal("arn:aws:sts::111122223333:assumed-role/app/session");
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::bucket/home/ann/file";
  request.context.set("aws:SourceIp", "10.1.2.3");
  request.context.set("aws:CurrentTime", "2026-11-21T08:30:00Z");
  request.context.set("aws:MultiFactorAuthPresent", "true");
  request.context.set("s3:max-keys", "10");
  request.context.set("aws:SourceArn", "arn:aws:sns:eu-west-3:111122223333:topic");
  request.context.set_list("aws:TagKeys", {"team", ""});
  policy::add_principal_keys(request);
  return request;
}

void attach(const policy::PolicyPtr& compiled, policy::Kind kind, policy::Layers& layers) {
  switch (kind) {
    case policy::Kind::resource:
    case policy::Kind::trust:
      layers.resource = compiled;
      break;
    case policy::Kind::boundary:
      layers.boundary = compiled;
      break;
    case policy::Kind::scp:
      layers.scps = {{compiled}};
      break;
    case policy::Kind::rcp:
      layers.rcps = {{compiled}};
      break;
    case policy::Kind::endpoint:
      layers.endpoint = {compiled};
      break;
    default:
      layers.identity = {compiled};
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int kKinds = static_cast<int>(policy::Kind::endpoint) + 1;
  if (size == 0) return 0;
  auto kind = static_cast<policy::Kind>(data[0] % kKinds);
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  static const policy::Request request = fixed_request();

  base::Diagnostics diagnostics("fuzz", text);
  policy::PolicyPtr compiled = policy::compile(text, kind, diagnostics);
  if (!compiled) {
    if (!diagnostics.has_errors()) std::abort();
    diagnostics.render();
    return 0;
  }
  policy::Layers layers;
  attach(compiled, kind, layers);
  policy::Decision decision = policy::evaluate(request, layers);
  policy::explain(request, layers);
  if (decision.allowed() != policy::changes_to_allow(request, layers).empty()) std::abort();
  return 0;
}
