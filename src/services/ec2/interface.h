// Network interfaces, and the addresses of a subnet that are in use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

// How many addresses of a subnet are in use. One record each (SUBNET/NUMBER), so that the lowest free one is found
// without reading interfaces.
uint64_t count_addresses(const State& state, const std::string& subnet);
// A free address, or `wanted`. Errors: InsufficientFreeAddressesInSubnet, InvalidIPAddress.InUse,
// InvalidParameterValue.
aws::Result<std::string> take_address(State& state, const json::Value& subnet, const std::string& interface,
                                      const std::string& wanted);
void free_addresses(State& state, const json::Value& interface);

// What an interface is made of.
struct NewInterface {
  std::string description;
  std::string type = "interface";        // InterfaceType
  std::vector<std::string> groups = {};  // empty: none
  std::string private_ip = "";           // empty: a free one
  std::string requester = "";            // of those that a service makes: its id
  json::Array tags = {};
  std::string requester_role = "";  // the ARN of the service's role, which alone may change them
};
// Stores it; its record. Errors: those of take_address.
aws::Result<json::Value> make_interface(Call& call, const json::Value& subnet, const NewInterface& wanted);
void erase_interface(State& state, const std::string& id);

// The group that a VPC's interfaces are in where nothing is said; empty: it has gone.
std::string default_group(const State& state, std::string_view vpc);

// How ids of services' attachments begin.
inline constexpr std::string_view kServiceAttachment = "ela-attach";
// The id of the interface that has the attachment, if there is such a one.
std::string interface_of_attachment(std::string_view attachment);

// Of an instance that has it from now on; the caller stores it.
void attach_interface(Call& call, json::Value& interface, const std::string& instance, int64_t device_index,
                      bool goes_with_instance);
// It is free from then on; the caller stores it.
void detach_interface(json::Value& interface);
// The address of the internet that it has as long as its instance runs (EC2 User Guide, "Public IPv4 addresses").
void give_public_address(const Call& call, json::Value& interface);
void take_public_address(json::Value& interface);

}  // namespace account::ec2
