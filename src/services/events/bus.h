// Event buses as records: {Name, Arn, Description, Policy, CreationTime and LastModifiedTime in ms, Tags, ...}. Every
// region of an account has the bus `default`, which is stored when it is first changed.
//
// Calls name a bus by its name or its ARN; one that is another account's is found, too, and its policy decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::events {

inline constexpr std::string_view kDefaultBus = "default";

// By the member that the need names; absent: the default one.
aws::Result<Resource> locate_bus(const Asking& asking);

inline constexpr RecordKind kBuses{.name = "events.bus",
                                   .noun = "event bus",
                                   .type = "event-bus",
                                   .arn = "events:{region}:{account}:event-bus/{Name}",
                                   .name_member = "Name",
                                   .locate = locate_bus,
                                   .absent_code = "ResourceNotFoundException",
                                   .absent_status = 400,
                                   .absent_words = "Event bus {name} does not exist."};

struct BusName {
  std::string account;
  std::string region;
  std::string name;
};
// From a name or an ARN; empty: the default one. In this account and region where the text does not say.
BusName read_bus_name(const State& state, std::string_view text);
// nullopt: there is none of that name in the account and region of `state`.
std::optional<json::Value> find_bus(const State& state, std::string_view name);
// The bus that the call means by its name. Error: ResourceNotFoundException.
aws::Result<json::Value> require_bus(const State& state, std::string_view name);
// As a resource that is asked about.
Resource bus_resource(const Call& call, const BusName& name);

// {MEMBER: [...], NextToken}. Error: ValidationException: NextToken.
Output list_page(const Call& call, std::string_view member, std::vector<Entry> entries,
                 json::Value (*show)(const Entry& entry));

tl::unexpected<aws::Error> invalid(std::string words);  // ValidationException

}  // namespace account::events
