// Parameters as records: what is newest of one ({Name, ARN, Type, DataType, Value, Version, Tier, Policies, KeyId,
// Description, AllowedPattern, LastModifiedDate in ms, LastModifiedUser}; of a sealed text also DataKey), and beside it
// {Labels: {LABEL: version}, Oldest: the first version that is kept, Tags}. The versions before are records of their
// own, without what stands beside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/call/operation.h"
#include "services/ssm/parameter_name.h"

namespace account::ssm {

// By a name or an ARN, with a selector or without: one of this account, or one of AWS's.
aws::Result<Resource> locate_parameter(const Asking& asking);
// One of this account.
aws::Result<Resource> locate_own_parameter(const Asking& asking);

inline constexpr RecordKind kParameters{.name = "ssm.parameter",
                                        .noun = "parameter",
                                        .type = "parameter",
                                        .arn = "ssm:{region}:{account}:parameter/{Name}",
                                        .name_member = "Name",
                                        .arn_member = "ARN",
                                        .tag_key_prefix = "ssm",
                                        .locate = locate_own_parameter,
                                        .absent_code = "ParameterNotFound",
                                        .absent_status = 400,
                                        .absent_words = "Parameter {name} not found."};

// As kParameters, found in another way. `tells`: whether one that is not there is an error.
constexpr RecordKind located_by(aws::Result<Resource> (*locate)(const Asking& asking), bool tells = true) {
  RecordKind kind = kParameters;
  kind.locate = locate;
  if (!tells) kind.absent_code = "";
  return kind;
}

// nullopt: there is none; `knows_public`: AWS's own are meant, too.
std::optional<json::Value> find_parameter(const State& state, const ParameterName& name, bool knows_public);
Resource parameter_resource(const Call& call, const ParameterName& name, bool knows_public);

// --- versions -------------------------------------------------------------------------------------------------------

// The version that a selector names. Error: ParameterVersionNotFound.
aws::Result<json::Value> version_of(const State& state, const ParameterName& name,
                                    const json::Value& parameter);
// All that are kept, the oldest first.
std::vector<json::Value> versions_of(const State& state, std::string_view id, const json::Value& parameter);
// The newest version becomes one of those before.
void keep_version(State& state, std::string_view id, const json::Value& parameter);
void forget_version(State& state, std::string_view id, int64_t version);

// --- life -----------------------------------------------------------------------------------------------------------

// With its versions.
void delete_parameter(State& state, std::string_view id, const json::Value& parameter);
// How many parameters of a tier there are, which need not be counted for each one that is made.
int64_t count_of(const State& state, std::string_view tier);
void change_count(State& state, std::string_view tier, int64_t by);

// What GetParameter answers of a version, once it was opened where that is asked for.
aws::Result<json::Value> shown_parameter(Call& call, const json::Value& version, const std::string& selector);

}  // namespace account::ssm
