#include "account/eks/eks.h"

namespace account::eks {

Service service() {
  return {"eks", "eks", {cluster_operations(), tag_operations()}};
}

std::string principal_id(const Caller& caller) {
  bool root = caller.principal.type == policy::PrincipalType::root;
  return root ? caller.account : caller.principal.unique_id;
}

std::string cluster_arn(const State& state, std::string_view name) {
  return fmt::format("arn:aws:eks:{}:{}:cluster/{}", state.region(), state.account(), name);
}

}  // namespace account::eks
