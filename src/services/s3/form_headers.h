// The fields of a browser's form that stand for headers of PutObject.
//
// Source: S3 API Reference, "POST Object", "Form fields".
#pragma once

#include "aws/error.h"
#include "net/http.h"
#include "services/s3/form.h"

namespace account::s3 {

// Fields that mean nothing to an upload are left out. MalformedXML: the tagging field is no <Tagging>.
aws::Result<net::Headers> headers_of(const Form& form);

// A header can hold printable ASCII; other metadata is written as RFC 2047 says (S3 User Guide, "Working with
// object metadata").
std::string encoded_word(const std::string& text);

}  // namespace account::s3
