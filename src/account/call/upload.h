// A streamed request body, received before its operation runs: a small one into memory, others into a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "account/call/bodies.h"
#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/payload/payload.h"
#include "base/random.h"

namespace account {

// Up to here, to make and remove a file takes longer than to keep the bytes in a record.
inline constexpr uint64_t kSmallBody = 16 << 10;

struct Upload {
  std::string name;                  // of the file (bodies.h), or
  std::optional<std::string> bytes;  // the body itself
  uint64_t size = 0;
  std::string md5;                                              // raw bytes
  std::optional<std::pair<std::string, std::string>> checksum;  // {"CRC32", base64}, checked
};

bool has_streaming_input(const aws::Operation& operation);

// The new file belongs to `bodies`. A full disk, a broken or lying body is an error.
aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   Bodies& bodies, base::Random& random);

}  // namespace account
