// Names of the root elements of S3's answers, which botocore's models do not have, since its parser ignores
// them; other SDKs do not.
//
// Source: the response syntax of each operation in the Amazon S3 API Reference; the xmlName traits of the
// JavaScript SDK (@aws-sdk/client-s3, schemas_0.js) agree.
#pragma once

#include <string_view>

namespace aws {

// Empty: the name of the payload's member, or of the output shape, is the root's name.
std::string_view s3_root_name(std::string_view operation);

}  // namespace aws
