// The bytes of objects at rest, plain or sealed with a customer's key (SSE-C), read and written piece by piece.
//
// A sealed body is a row of runs, each under a nonce of its own: one, or one for each part of a multipart
// upload, so that putting parts together moves no byte through here. A record keeps them under "Sealed":
// {"Runs": [{"Nonce": hex, "Size"}]}. The key is kept nowhere.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/call/facilities.h"
#include "base/file.h"
#include "crypto/counter_cipher.h"
#include "services/s3/body_bytes.h"
#include "services/s3/customer_key.h"
#include "services/s3/range.h"

namespace account::s3 {

struct SealedRun {
  std::string nonce;  // 12 bytes
  int64_t size = 0;
};
std::vector<SealedRun> runs_of(const json::Value& record);
void set_runs(json::Object& record, const std::vector<SealedRun>& runs);

// A small body in memory, sealed or opened again.
std::string apply_key(const SealingKey& key, const std::vector<SealedRun>& runs, Span span,
                      std::string bytes);

// The plain bytes of a file.
class PlainBytes {
 public:
  // Sealed with `key` in these runs; nullopt: it is plain. The file may be removed meanwhile.
  static aws::Result<PlainBytes> open(const Facilities& facilities, const std::string& name, Span span,
                                      std::optional<SealingKey> key, std::vector<SealedRun> runs);

  base::Result<std::string> next();  // empty at the end

 private:
  base::Fd file_;
  std::string name_;
  Span left_;
  std::optional<SealingKey> key_;
  std::vector<SealedRun> runs_;
};

// Of all that is left; see hash_body().
aws::Result<BodyHash> hash_plain(PlainBytes& source, std::string_view algorithm);

// What was written, and what is known of the plain bytes.
struct WrittenBody {
  std::string name;
  int64_t size = 0;
  std::vector<SealedRun> runs;  // empty: plain
  BodyHash hash;
};
// A new body of them, sealed if there is a key; it belongs to `bodies`. `algorithm`: see hash_body().
aws::Result<WrittenBody> write_plain(Facilities& facilities, PlainBytes& source,
                                     const std::optional<SealingKey>& key, std::string_view algorithm,
                                     Bodies& bodies);

// A sealed body instead of a plain one that the call received, with its runs in `record`. Returns its name.
aws::Result<std::string> seal_file(Call& call, const std::string& name, int64_t size, const SealingKey& key,
                                   json::Object& record);

// The ETag of what is sealed is no digest of its bytes, which would tell something of them.
std::string sealed_etag(Facilities& facilities);

}  // namespace account::s3
