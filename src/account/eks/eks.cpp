#include "account/eks/eks.h"

namespace account::eks {

Service service() {
  return {"eks", "eks", {cluster_operations(), tag_operations()}};
}

std::string cluster_arn(const State& state, std::string_view name) {
  return fmt::format("arn:aws:eks:{}:{}:cluster/{}", state.region(), state.account(), name);
}

}  // namespace account::eks
