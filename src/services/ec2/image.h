// The public images of a region (images.yaml), which are no records: what they are follows from their names. The id of
// an image is made of its region and name, so that it is always the same, and another in each region, as on AWS.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

// As DescribeImages answers them, in the order of their ids.
std::vector<json::Value> images_of(const std::string& region);
std::optional<json::Value> find_image(const std::string& region, std::string_view id);

// What `resolve:ssm:PARAMETER` stands for, of AWS's public parameters, which everybody may read (EC2 User Guide, "Use a
// Systems Manager parameter to find an AMI"); any other id as it is.
std::string image_of_parameter(const std::string& region, const std::string& id);

// By an id that the call names, for questions about it.
aws::Result<Resource> locate_image(const Asking& asking);
Resource image_resource(const State& state, const std::string& id);
void image_keys(const State& state, const json::Value& image, policy::Context& context);

// EC2 API Reference, "Error codes": InvalidAMIID.NotFound and InvalidAMIID.Malformed.
inline constexpr RecordKind kImages{.name = "ec2.image",
                                    .noun = "image",
                                    .type = "image",
                                    .arn = "ec2:{region}::image/{ImageId}",
                                    .name_member = "ImageId",
                                    .id_prefix = "ami-",
                                    .tag_key_prefix = "ec2",
                                    .keys = image_keys,
                                    .locate = locate_image,
                                    .absent_code = "InvalidAMIID.NotFound",
                                    .absent_status = 400,
                                    .absent_words = "The image id '[{name}]' does not exist",
                                    .malformed_code = "InvalidAMIID.Malformed",
                                    .malformed_words = "Invalid id: \"{name}\" (expecting \"{prefix}...\")"};

}  // namespace account::ec2
