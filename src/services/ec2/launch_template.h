// Launch templates and their versions, which are records of their own under TEMPLATE/NUMBER (EC2 API Reference,
// LaunchTemplate and LaunchTemplateVersion). A member of our own: _LastNumber, that a version got.
#pragma once

#include <string>
#include <vector>

#include "account/call/operation.h"

namespace account::ec2 {

// The template that the call names by id or name. Errors: it names none, or says both.
aws::Result<Found*> named_template(Call& call);

// $Latest, $Default or a number. Error: InvalidLaunchTemplateId.VersionNotFound, also for one that is not there.
aws::Result<json::Value> require_version(const State& state, const json::Value& launch_template,
                                         const std::string& wanted);
// Base64 of at most 16 KiB. Errors: InvalidUserData.Malformed, InvalidParameterValue.
aws::Result<void> check_user_data(std::string_view user_data);
std::vector<Entry> versions_of(const State& state, const std::string& id);
// The next one, with what the call says; the template says so from then on.
aws::Result<json::Value> make_version(Call& call, json::Value& launch_template, const json::Value* source);
void erase_version(State& state, const std::string& id, int64_t number);
// After versions have gone: the highest that is left. Numbers are never given again.
void set_latest(const State& state, json::Value& launch_template);
// What DescribeLaunchTemplateVersions answers of it.
json::Value shown_version(const json::Value& launch_template, json::Value version);

}  // namespace account::ec2
