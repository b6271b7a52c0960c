#include "services/all.h"

#include "services/application_autoscaling/application_autoscaling.h"
#include "services/autoscaling/autoscaling.h"
#include "services/cloudwatch/cloudwatch.h"
#include "services/dynamodb/dynamodb.h"
#include "services/ec2/ec2.h"
#include "services/eks/eks.h"
#include "services/events/events.h"
#include "services/iam/iam.h"
#include "services/kms/kms.h"
#include "services/logs/logs.h"
#include "services/s3/s3.h"
#include "services/servicequotas/servicequotas.h"
#include "services/sqs/sqs.h"
#include "services/ssm/ssm.h"
#include "services/sts/sts.h"

namespace services {

std::vector<account::Service> all() {
  return {account::sts::service(),
          account::iam::service(),
          account::eks::service(),
          account::eks::pod_identity_service(),
          account::s3::service(),
          account::sqs::service(),
          account::ec2::service(),
          account::kms::service(),
          account::autoscaling::service(),
          account::logs::service(),
          account::events::service(),
          account::dynamodb::service(),
          account::ssm::service(),
          account::cloudwatch::service(),
          account::servicequotas::service(),
          account::application_autoscaling::service()};
}

}  // namespace services
