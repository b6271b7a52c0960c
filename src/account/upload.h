// A streamed request body, received into a file before its operation runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "aws/error.h"
#include "aws/payload.h"
#include "base/random.h"

namespace account {

// The operation moves the file where it belongs; a file that is left is removed with the Upload.
class Upload {
 public:
  explicit Upload(std::string path) : path_(std::move(path)) {}
  Upload(Upload&& other) noexcept;
  Upload& operator=(Upload&&) = delete;
  ~Upload();

  const std::string& path() const { return path_; }
  base::Status move_to(const std::string& path);

  uint64_t size = 0;
  std::string md5;                                              // raw bytes
  std::optional<std::pair<std::string, std::string>> checksum;  // {"CRC32", base64}, checked

 private:
  std::string path_;  // empty: moved away
};

// Into a new file in OBJECTS_DIR/tmp. A full disk, a broken or lying body is an error, and nothing is left.
aws::Result<Upload> receive_upload(aws::PayloadReader& payload, const std::string& objects_dir,
                                   base::Random& random);

}  // namespace account
