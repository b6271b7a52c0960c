#include "rehearsal/derive/scoping.h"

namespace rehearsal {

const std::vector<ScopingKey>& scoping_keys() {
  static const std::vector<ScopingKey> kRows = {
      {"aws:requesttag/slipway:", "aws:RequestTag/slipway:", false, "", "", "what is made has our marks"},
      {"aws:resourcetag/slipway:", "aws:ResourceTag/slipway:", false, "", "", "what has our marks alone"},
      {"iam:passedtoservice", "iam:PassedToService", false, "", "lambda.amazonaws.com",
       "to this service alone"},
      {"iam:awsservicename", "iam:AWSServiceName", false, "", "ops.apigateway.amazonaws.com",
       "of this service alone"},
      // What others attached is not known beforehand, so taking off is not narrowed by it.
      {"iam:policyarn", "iam:PolicyARN", true, "iam:AttachRolePolicy",
       "arn:aws:iam::aws:policy/AdministratorAccess", "these policies alone"},
      // What takes rights away is not narrowed by it: a role whose boundary is gone must be removable.
      {"iam:permissionsboundary", "iam:PermissionsBoundary", true, "iam:CreateRole",
       "arn:aws:iam::aws:policy/AdministratorAccess", "of roles that this bounds alone"},
      {"iam:permissionsboundary", "iam:PermissionsBoundary", true, "iam:PutRolePermissionsBoundary",
       "arn:aws:iam::aws:policy/AdministratorAccess", "of roles that this bounds alone"},
      {"iam:permissionsboundary", "iam:PermissionsBoundary", true, "iam:AttachRolePolicy",
       "arn:aws:iam::aws:policy/AdministratorAccess", "of roles that this bounds alone"},
      {"iam:permissionsboundary", "iam:PermissionsBoundary", true, "iam:PutRolePolicy",
       "arn:aws:iam::aws:policy/AdministratorAccess", "of roles that this bounds alone"},
      {"ec2:createaction", "ec2:CreateAction", false, "", "CreateKeyPair", "as part of this call alone"},
  };
  return kRows;
}

bool is_mark(const ScopingKey& row) {
  return row.key.ends_with(':');
}

namespace {

bool tells_whose(std::string_view key) {
  return !key.ends_with("/slipway:address") && !key.ends_with("/slipway:token");
}

}  // namespace

const ScopingKey* find_scoping_key(std::string_view key, std::string_view action) {
  for (const ScopingKey& row : scoping_keys()) {
    bool fits = is_mark(row) ? key.starts_with(row.key) && tells_whose(key) : key == row.key;
    if (fits && (row.action.empty() || row.action == action)) return &row;
  }
  return nullptr;
}

std::string written_key(const ScopingKey& row, std::string_view key) {
  return std::string(row.written) + std::string(key.substr(row.key.size()));
}

}  // namespace rehearsal
