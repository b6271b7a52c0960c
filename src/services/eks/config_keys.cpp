#include "services/eks/config_keys.h"

namespace account::eks {

void config_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  auto set_flag = [&](std::string_view key, const json::Value* group, std::string_view member) {
    const json::Value* flag = group ? group->find(member) : nullptr;
    if (flag && flag->is_bool()) context.set(key, flag->as_bool() ? "true" : "false");
  };
  auto set_text = [&](std::string_view key, const json::Value* group, std::string_view member) {
    const json::Value* text = group ? group->find(member) : nullptr;
    if (text && text->is_string()) context.set(key, text->as_string());
  };
  const json::Value* network = in.find("kubernetesNetworkConfig");
  const json::Value* storage = in.find("storageConfig");
  if (in.has("deletionProtection"))
    context.set("eks:deletionProtection", in.flag("deletionProtection") ? "true" : "false");
  set_text("eks:authenticationMode", in.find("accessConfig"), "authenticationMode");
  set_text("eks:supportType", in.find("upgradePolicy"), "supportType");
  set_flag("eks:endpointPublicAccess", in.find("resourcesVpcConfig"), "endpointPublicAccess");
  set_flag("eks:endpointPrivateAccess", in.find("resourcesVpcConfig"), "endpointPrivateAccess");
  set_flag("eks:computeConfigEnabled", in.find("computeConfig"), "enabled");
  set_flag("eks:zonalShiftEnabled", in.find("zonalShiftConfig"), "enabled");
  set_flag("eks:elasticLoadBalancingEnabled", network ? network->find("elasticLoadBalancing") : nullptr,
           "enabled");
  set_flag("eks:blockStorageEnabled", storage ? storage->find("blockStorage") : nullptr, "enabled");
}

}  // namespace account::eks
