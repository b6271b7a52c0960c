#include "services/eks/config_keys.h"

#include <map>
#include <string>

namespace account::eks {
namespace {

// Which types of logs the call switches on and off.
std::map<std::string, bool> wanted_logs(const Input& in) {
  std::map<std::string, bool> wanted;
  const json::Value* logging = in.find("logging");
  const json::Value* setups = logging ? logging->find("clusterLogging") : nullptr;
  if (!setups || !setups->is_array()) return wanted;
  for (const json::Value& setup : setups->as_array())
    for (const std::string& type : setup.strings_at("types")) wanted[type] = setup.bool_or("enabled", false);
  return wanted;
}

}  // namespace

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
  set_text("eks:controlPlaneScalingTier", in.find("controlPlaneScalingConfig"), "tier");
  for (const auto& [type, enabled] : wanted_logs(in))
    context.set("eks:loggingType/" + type, enabled ? "true" : "false");
  set_flag("eks:blockStorageEnabled", storage ? storage->find("blockStorage") : nullptr, "enabled");
}

}  // namespace account::eks
