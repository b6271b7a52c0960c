#include "kube/access.h"

namespace kube {

CredentialSource fixed_credential(Credential credential) {
  return [credential = std::move(credential)](const base::Deadline&) -> base::Result<Credential> {
    return credential;
  };
}

}  // namespace kube
