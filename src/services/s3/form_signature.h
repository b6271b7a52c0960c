// Who signed a browser's form: fields of version 4 (x-amz-algorithm, -credential, -date, -signature) or of
// version 2 (AWSAccessKeyId, signature). What is signed is the policy field as it was sent.
//
// Source: S3 API Reference, "Authenticating requests: Browser-based uploads using POST (AWS signature version
// 4)"; S3 User Guide, "HTML forms (AWS signature version 2)".
#pragma once

#include <optional>
#include <string>

#include "account/call/gateway.h"
#include "services/s3/form.h"

namespace account::s3 {

struct SignedForm {
  KnownKey key;
  aws::VerifiedSignature signature;
};

// nullopt: nobody did, so the form comes from an anonymous caller. Errors are S3's: InvalidArgument for a field
// that is missing or broken, InvalidAccessKeyId, SignatureDoesNotMatch and those of a session token.
aws::Result<std::optional<SignedForm>> verify_form(const Form& form, Gateway& gateway, base::Time now);

}  // namespace account::s3
