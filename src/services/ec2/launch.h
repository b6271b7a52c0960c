// What RunInstances is to make, of its input and of the launch template that it names (EC2 User Guide, "Launch
// instances from a launch template": what the call says stands in place of what the template says).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

struct WantedInterface {
  std::string existing;  // the id of one that is there; empty: one is made
  int64_t device_index = 0;
  std::string subnet;
  std::vector<std::string> groups;  // ids; empty: the default group of the VPC
  std::string description;
  std::string private_ip;
  std::optional<bool> is_public;  // nullopt: as the subnet has it
  bool goes_with_instance = true;
};

struct Launch {
  json::Object said;                           // members of RunInstances' input
  std::optional<json::Value> launch_template;  // its record; nullopt: none was named
  std::vector<WantedInterface> interfaces;     // at least one, the first of device 0
  std::vector<json::Value> devices;  // block devices: {DeviceName, Ebs}, of image and launch together
  std::optional<json::Value> image;  // nullopt: there is none of that id
  std::string image_id, instance_type, zone, zone_id;  // zone: of the subnet; empty: there is no such subnet
  std::optional<json::Value> profile;                  // IAM's instance profile

  const json::Value* find(std::string_view member) const { return said.find(member); }
  std::string text(std::string_view member) const;
  // The tags for things of that type.
  json::Array tags_of(std::string_view type) const;
};

// Errors: what does not go together, or a template, version or network that is not there.
aws::Result<Launch> read_launch(const Call& call);

// What the caller of RunInstances must be allowed to do: for each thing that the launch takes or makes (Service
// Authorization Reference, EC2, RunInstances).
aws::Result<Questions> ask_launch(const Call& call);

// The instance profile that the launch names, by name or ARN. Error: InvalidParameterValue.
aws::Result<json::Value> require_profile(const State& state, const json::Value& said);

}  // namespace account::ec2
