// Buckets: their names are one space for the whole server, whoever owns them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/call/facilities.h"
#include "account/call/operation.h"

namespace account::s3 {

inline constexpr std::string_view kBucket = "s3.bucket";  // in account "", by name

enum class Versioning { never, enabled, suspended };

// The record: {"Account", "Region", "Created", "Ownership", and each configuration under its name
// (configurations.cpp), the policy as text under "Policy" (policy_principals.h)}.
struct Bucket {
  std::string name;
  json::Value record;

  std::string_view account() const { return record.string_or("Account", ""); }
  std::string region() const { return std::string(record.string_or("Region", "")); }
  std::string arn() const { return "arn:aws:s3:::" + name; }
  Versioning versioning() const;
  std::string_view ownership() const;  // ObjectWriter, BucketOwnerPreferred, BucketOwnerEnforced
  bool has_acls() const { return ownership() != "BucketOwnerEnforced"; }
  // A setting of its public access block: BlockPublicPolicy, ...
  bool blocks(std::string_view setting) const;
};

std::optional<Bucket> find_bucket(const State& state, const std::string& name);
// The one of the call; NoSuchBucket, InvalidBucketName, or AccessDenied if it is not of the expected owner.
aws::Result<Bucket> require_bucket(const Call& call);
aws::Result<Bucket> require_bucket(const Call& call, const std::string& name,
                                   std::string_view owner_header = "x-amz-expected-bucket-owner");
void store_bucket(const State& state, const Bucket& bucket);

// The records of what is in a bucket are its owner's.
State owner_of(const Call& call, const Bucket& bucket);

// S3 User Guide, "General purpose bucket naming rules".
bool is_bucket_name(std::string_view name);

// Of an account, as S3 calls it: 64 hexadecimal digits, always the same ones.
std::string canonical_user_id(std::string_view account);
json::Value owner(std::string_view account);  // {"ID": ...}

tl::unexpected<aws::Error> no_such_bucket(const std::string& name);
tl::unexpected<aws::Error> invalid_bucket_name(const std::string& name);
tl::unexpected<aws::Error> invalid_argument(std::string message, std::string_view name, std::string value);
tl::unexpected<aws::Error> malformed_xml();
tl::unexpected<aws::Error> not_implemented();  // a header that asks for what is not kept here

}  // namespace account::s3
