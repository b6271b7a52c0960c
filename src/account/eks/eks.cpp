#include "account/eks/eks.h"

namespace account::eks {

Service service() {
  return {"eks", "eks", {cluster_operations(), update_operations(), access_operations(), tag_operations()}};
}

std::string principal_id(const Caller& caller) {
  bool root = caller.principal.type == policy::PrincipalType::root;
  return root ? caller.account : caller.principal.unique_id;
}

}  // namespace account::eks
