#include "services/eks/eks.h"

#include "services/eks/access_entry.h"
#include "services/eks/cluster_control.h"
#include "services/eks/cluster_endpoint.h"
#include "services/eks/cluster_state.h"
#include "services/eks/issuer_endpoint.h"

namespace account::eks {

Service service() {
  Service eks{"eks",
              "eks",
              {cluster_operations(), update_operations(), access_entry_operations(),
               access_policy_operations(), tag_operations()},
              {.denied = "AccessDeniedException", .token_mismatch = "InvalidParameterException"},
              {{is_for_cluster, answer_cluster}, {is_for_issuer, answer_issuer}},
              {{kClusterControl, control_cluster}}};
  eks.kinds = {&kAccessEntries};
  eks.effects = {cluster_effects().begin(), cluster_effects().end()};
  return eks;
}

std::string principal_id(const Caller& caller) {
  bool root = caller.principal.type == policy::PrincipalType::root;
  return root ? caller.account : caller.principal.unique_id;
}

}  // namespace account::eks
