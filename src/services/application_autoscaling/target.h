// Scalable targets and their policies (Application Auto Scaling API Reference,
// ScalableTarget and ScalingPolicy). A call names a target by three members
// together. Members of ours: _Target, the three in one text; _Id, of the ARN.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::application_autoscaling {

inline constexpr std::string_view kNamed[] = {"ServiceNamespace", "ResourceId", "ScalableDimension"};

aws::Result<Resource> locate_target(const Asking& asking);

inline constexpr RecordKind kTargets{
    .name = "application-autoscaling.target",
    .noun = "scalable target",
    .type = "ScalableTarget",
    .arn = "application-autoscaling:{region}:{account}:scalable-target/{_Id}",
    .name_member = "_Target",
    .arn_member = "ScalableTargetARN",
    .found_through = {"ScalableTargetARN"},
    .locate = locate_target,
    .absent_code = "ObjectNotFoundException",
    .absent_status = 400,
    .absent_words = "No scalable target found for {name}"};
// Found by TARGET|NAME.
inline constexpr RecordKind kPolicies{.name = "application-autoscaling.policy",
                                      .noun = "scaling policy",
                                      .arn = "",
                                      .name_member = "_Place",
                                      .found_through = {"_Target"}};

// NAMESPACE|RESOURCE|DIMENSION
std::string target_id(const Input& in);
// service namespace: dynamodb, resource ID: table/a, scalable dimension: ...
std::string words_of_target(const Input& in);

// application-autoscaling:service-namespace and scalable-dimension.
void said_keys(const Call& call, const json::Value* record, policy::Context& context);

tl::unexpected<aws::Error> invalid(std::string words);
// Those of the namespace, resources and dimension that the call names.
// ValidationException: a dimension without a resource.
aws::Result<void> keep_meant(const Call& call, const std::vector<std::string>& resources,
                             std::vector<Entry>& entries);
Output list_page(const Call& call, std::string_view list, std::vector<Entry> entries);

}  // namespace account::application_autoscaling
