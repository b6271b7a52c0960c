// What keeps data, and what encrypts it, as kinds of resources for the engine (engine/model/kind.h): keys of KMS, log
// groups, buckets, tables. What is desired of each stands beside its function; all but aliases have `tags`, an object;
// those that are not among them are others', and stay.
#pragma once

#include "blueprint/network/tags.h"

namespace blueprint {

inline constexpr std::string_view kKey = "kms-key";
inline constexpr std::string_view kKeyAlias = "kms-alias";
inline constexpr std::string_view kLogGroup = "logs-group";
inline constexpr std::string_view kBucket = "s3-bucket";
inline constexpr std::string_view kTable = "dynamodb-table";

// All of them. `window`: so long what was just made may stay invisible.
engine::Kinds storage_kinds(base::Milliseconds window);

// {description, policy, enabled, rotation, deletion_days}: `policy` is a document; 7 to 30 days, for which one that is
// removed could be had back. Outputs: KeyId, Arn.
engine::ResourceKind key_kind();
// {name, key}: `alias/NAME`, and a key's id. Outputs: Name.
engine::ResourceKind key_alias_kind();
// {name, days}: 0 days: for ever. Outputs: Name, Arn.
engine::ResourceKind log_group_kind();
// As desired_bucket makes it. Outputs: Name, Arn.
engine::ResourceKind bucket_kind();
// Closed to the public, without ACLs, encrypted; `policy` is a document, or null: none; objects expire after `days`, of
// 0 never.
json::Object desired_bucket(const std::string& name, const std::string& partition, const std::string& region,
                            json::Value policy, int64_t days);
// {name, key}: the name of its key, a text. It is paid by the request. Outputs: Name, Arn.
engine::ResourceKind table_kind();

// Days for which Logs keeps events (API Reference of CloudWatch Logs, PutRetentionPolicy).
bool is_retention(int64_t days);
std::string retentions();  // for messages: `1, 3, 5, ...`

}  // namespace blueprint
