// Aliases as records: {AliasName, AliasArn, TargetKeyId, CreationDate, LastUpdatedDate}.
#pragma once

#include <optional>
#include <string_view>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::kms {

inline constexpr RecordKind kAliases{.name = "kms.alias",
                                     .noun = "alias",
                                     .type = "alias",
                                     .arn = "kms:{region}:{account}:{AliasName}",
                                     .name_member = "AliasName",
                                     .arn_member = "AliasArn",
                                     .found_through = {"TargetKeyId"},
                                     .absent_code = "NotFoundException",
                                     .absent_status = 400,
                                     .absent_words = "Alias {name} is not found."};

// An alias of AWS's own (alias/aws/NAME) comes to be when it is first looked for (aws_managed.h).
std::optional<json::Value> find_alias(const Call& call, State& owner, std::string_view name);

json::Value new_alias(const State& owner, std::string_view name, std::string_view key, base::Time now);

}  // namespace account::kms
