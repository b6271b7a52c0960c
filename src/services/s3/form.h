// A browser's form with a file: multipart/form-data (RFC 7578).
//
// The fields before the file are read at once, since they say what becomes of it; the file itself is left to be
// read piece by piece. What comes behind it is passed over, as S3 does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"
#include "net/http.h"

namespace account::s3 {

struct FormField {
  std::string name;  // as sent; names are compared without case
  std::string value;
};

struct Form {
  std::vector<FormField> fields;         // each name once: values of the same name are joined by commas
  std::optional<std::string> file_name;  // without its folders; nullopt: the file's part names none
  std::shared_ptr<net::BodyReader> file;

  const std::string* find(std::string_view name) const;  // nullptr: no such field
  std::string_view get(std::string_view name) const;     // the same, or an empty text
};

// `request` must outlive the form's file. Errors are S3's: PreconditionFailed (412, another kind of body),
// MalformedPOSTRequest, MaxPostPreDataLengthExceeded, InvalidArgument (no file).
aws::Result<Form> read_form(const net::Request& request);

}  // namespace account::s3
