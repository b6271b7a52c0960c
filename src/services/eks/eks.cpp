#include "services/eks/eks.h"

#include "services/eks/access_entry.h"
#include "services/eks/addon.h"
#include "services/eks/cluster_control.h"
#include "services/eks/cluster_endpoint.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_state.h"
#include "services/eks/control_plane_logs.h"
#include "services/eks/fargate.h"
#include "services/eks/identity_provider.h"
#include "services/eks/issuer_endpoint.h"
#include "services/eks/nodegroup.h"
#include "services/eks/pod_identity.h"

namespace account::eks {

Service service() {
  Service eks{"eks",
              "eks",
              {cluster_operations(), version_operations(), update_operations(), access_entry_operations(),
               access_policy_operations(), pod_identity_operations(), addon_operations(),
               addon_version_operations(), fargate_operations(), nodegroup_operations(),
               identity_provider_operations(), insight_operations(), tag_operations()},
              {.denied = "AccessDeniedException", .token_mismatch = "InvalidParameterException"},
              {{is_for_cluster, answer_cluster}, {is_for_issuer, answer_issuer}},
              {{kClusterControl, control_cluster}}};
  eks.kinds = {&kAccessEntries, &kPodIdentities};
  for (std::span<const Effect> some :
       {cluster_effects(), control_plane_log_effects(), network_effects(), addon_effects(), fargate_effects(),
        nodegroup_effects(), identity_provider_effects()})
    eks.effects.insert(eks.effects.end(), some.begin(), some.end());
  return eks;
}

std::string principal_id(const Caller& caller) {
  bool root = caller.principal.type == policy::PrincipalType::root;
  return root ? caller.account : caller.principal.unique_id;
}

}  // namespace account::eks
