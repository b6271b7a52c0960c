// A streamed request body, received into a file before its operation runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "account/bodies.h"
#include "aws/error.h"
#include "aws/payload.h"
#include "base/random.h"

namespace account {

struct Upload {
  std::string name;  // of the file (bodies.h)
  uint64_t size = 0;
  std::string md5;                                              // raw bytes
  std::optional<std::pair<std::string, std::string>> checksum;  // {"CRC32", base64}, checked
};

// The new file belongs to `bodies`. A full disk, a broken or lying body is an error.
aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   Bodies& bodies, base::Random& random);

}  // namespace account
