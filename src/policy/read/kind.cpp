// The kinds of documents and their sizes (rule 6; IAM User Guide, "IAM and AWS STS quotas").
#include <algorithm>

#include "policy/policy.h"

namespace policy {

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::identity:
      return "identity policy";
    case Kind::managed:
      return "managed policy";
    case Kind::user_inline:
    case Kind::group_inline:
    case Kind::role_inline:
      return "inline policy";
    case Kind::resource:
      return "resource policy";
    case Kind::trust:
      return "trust policy";
    case Kind::boundary:
      return "permissions boundary";
    case Kind::session:
      return "session policy";
    case Kind::scp:
      return "service control policy";
    case Kind::rcp:
      return "resource control policy";
    case Kind::endpoint:
      return "endpoint policy";
  }
  return "policy";
}

size_t size_limit(Kind kind) {
  switch (kind) {
    case Kind::identity:
    case Kind::boundary:  // a managed policy, perhaps one of AWS's own, which are larger than ours may be
      return 0;
    case Kind::managed:
      return 6144;
    case Kind::user_inline:
      return 2048;
    case Kind::group_inline:
      return 5120;
    case Kind::role_inline:
      return 10240;
    case Kind::resource:
      return 32768;  // the largest, of a KMS key; the owners of smaller ones (S3: 20 KB) check their own
    case Kind::trust:
    case Kind::session:
      return 2048;
    case Kind::scp:
    case Kind::rcp:
      return 5120;
    case Kind::endpoint:
      return 20480;
  }
  return 0;
}

size_t document_size(std::string_view json, Kind kind) {
  switch (kind) {
    case Kind::resource:
    case Kind::session:
    case Kind::scp:
    case Kind::rcp:
    case Kind::endpoint:
      return json.size();
    default:
      return static_cast<size_t>(std::count_if(
          json.begin(), json.end(), [](char c) { return c != ' ' && c != '\t' && c != '\n' && c != '\r'; }));
  }
}

}  // namespace policy
