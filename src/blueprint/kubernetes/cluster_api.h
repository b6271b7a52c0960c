// Kubernetes' API as far as an environment needs it: namespaces, service accounts and their tokens. Behind an
// embedded cluster the account answers; a real Kubernetes takes the same requests.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"
#include "kube/client.h"
#include "net/client.h"

namespace blueprint {

// The name of this API among those that the engine calls, and of what runs services that are pods.
inline constexpr const char* kKubernetes = "kubernetes";

inline constexpr std::string_view kRoleAnnotation = "eks.amazonaws.com/role-arn";
inline constexpr std::string_view kAudienceAnnotation = "eks.amazonaws.com/audience";

// Where a cluster's API is, as DescribeCluster says.
struct ClusterAddress {
  std::string name;
  std::string region;
  std::string endpoint;       // https, maybe with a path
  std::string authority_pem;  // of its certificate

  bool operator==(const ClusterAddress&) const = default;
};

// The embedded account's own stand-in for an API server answers there: namespaces and service accounts, no pods.
bool is_small_api(const ClusterAddress& address);

struct Namespace {
  std::string name;
  std::map<std::string, std::string> labels;
  bool is_ending = false;    // somebody removed it, and it is not empty yet
  std::string held_by = {};  // of one that is ending: what keeps it, as its conditions say
};

struct ServiceAccount {
  std::string namespace_name;
  std::string name;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;

  std::string role_arn() const;  // what the annotation says; empty: none
  std::string audience() const;  // of the tokens that its pods are given
};

class ClusterApi {
 public:
  virtual ~ClusterApi() = default;

  virtual base::Result<std::optional<Namespace>> find_namespace(const std::string& name) = 0;
  // `selector`: labels that all must be there.
  virtual base::Result<std::vector<Namespace>> list_namespaces(
      const std::map<std::string, std::string>& selector) = 0;
  virtual base::Status create_namespace(const Namespace& wanted) = 0;  // conflict: there is one already
  // Beside the labels that it has. not_found.
  virtual base::Status label_namespace(const Namespace& wanted) = 0;
  // With all that is in it, which takes a while: it is `ending` until it has gone. Not there is no error.
  virtual base::Status remove_namespace(const std::string& name) = 0;

  // What goes with a namespace and was not made by Slipway: "Deployment api" (foreign_objects.h).
  virtual base::Result<std::vector<std::string>> foreign_objects(const std::string& namespace_name) = 0;

  virtual base::Result<std::optional<ServiceAccount>> find_service_account(const std::string& namespace_name,
                                                                           const std::string& name) = 0;
  // Makes it, or gives the one that is there these labels and annotations beside those that it has.
  virtual base::Status put_service_account(const ServiceAccount& wanted) = 0;
  virtual base::Status remove_service_account(const std::string& namespace_name, const std::string& name) = 0;

  // TokenRequest of authentication.k8s.io/v1.
  virtual base::Result<std::string> request_token(const std::string& namespace_name,
                                                  const std::string& service_account,
                                                  std::string_view audience, int64_t life_s) = 0;
};

// A bearer token for a cluster (as `aws eks get-token` makes it): `k8s-aws-v1.` and a presigned sts:GetCallerIdentity
// for this cluster, which says who the caller is without giving a key away.
std::string cluster_bearer_token(const ClusterAddress& address, const aws::Credentials& credentials,
                                 base::Time now);

// An EKS cluster as whoever has these credentials. `clock` outlives what is returned.
base::Result<kube::Access> eks_access(const ClusterAddress& address, const aws::Credentials& credentials,
                                      const base::Clock& clock);

std::unique_ptr<ClusterApi> make_cluster_api(std::shared_ptr<kube::Client> client, base::Deadline deadline);

}  // namespace blueprint
