// Images: those that AWS makes public (services/public_images.h), and those that the account has registered. A member
// of ours: _SnapshotIds, of its devices.
#pragma once

#include <optional>
#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

// What `resolve:ssm:PARAMETER` stands for, of AWS's public parameters, which everybody may read (EC2 User Guide, "Use a
// Systems Manager parameter to find an AMI"); any other id as it is.
std::string image_of_parameter(const std::string& region, const std::string& id);

// Either; nullopt: there is none of that id.
std::optional<json::Value> find_image(const State& state, const std::string& id);

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
                                    .found_through = {"Name", "_SnapshotIds"},
                                    .keys = image_keys,
                                    .locate = locate_image,
                                    .absent_code = "InvalidAMIID.NotFound",
                                    .absent_status = 400,
                                    .absent_words = "The image id '[{name}]' does not exist",
                                    .malformed_code = "InvalidAMIID.Malformed",
                                    .malformed_words = "Invalid id: \"{name}\" (expecting \"{prefix}...\")"};

}  // namespace account::ec2
