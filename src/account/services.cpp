#include "account/services.h"

#include "account/eks/eks.h"
#include "account/iam/iam.h"
#include "account/s3/s3.h"
#include "account/sts/sts.h"

namespace services {

std::vector<account::Service> all() {
  return {account::sts::service(), account::iam::service(), account::eks::service(), account::s3::service()};
}

}  // namespace services
