// What an API server hands on of what its users write: pods and service accounts as JSON, ConfigMap aws-auth
// as YAML. Any bytes are taken; whatever is injected into a pod is injected once.
#include "base/json.h"
#include "services/eks/aws_auth.h"
#include "services/eks/pod_injection.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const account::eks::AuthPrincipal principal{"arn:aws:iam::111122223333:role/app", "111122223333", "s1",
                                              "ASIAX"};
  const json::Value config_map = json::Object{{"mapRoles", text}, {"mapUsers", text}, {"mapAccounts", text}};
  if (auto names = account::eks::map_by_aws_auth(config_map, principal))
    (void)account::eks::render_template(names->username, principal);
  if (const auto review = json::parse(text)) {
    const json::Value none;
    const json::Value* pod = review->find("pod");
    const json::Value* service_account = review->find("account");
    (void)account::eks::inject_identity(pod ? *pod : none, service_account ? *service_account : none,
                                        {"r", "e"});
  }
  return 0;
}
