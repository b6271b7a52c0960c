// The body of an S3 upload: undoes aws-chunked framing, checks chunk signatures, checksums and the body's
// hash on the way.
//
// Source: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload
// in multiple chunks", and "Checking object integrity".
#pragma once

#include <memory>
#include <string>

#include "aws/error.h"
#include "aws/signature/signature.h"
#include "net/http.h"

namespace aws {

class PayloadReader {
 public:
  virtual ~PayloadReader() = default;
  // Up to `size` bytes; 0 at the end, and only once everything that can be checked was checked: what was read
  // before may still turn out wrong. Holds 16 KiB of its own. Errors are S3's: XAmzContentSHA256Mismatch,
  // BadDigest, IncompleteBody, SignatureDoesNotMatch, InvalidRequest, MalformedTrailerError, RequestTimeout,
  // EntityTooLarge. After an error only errors.
  virtual Result<size_t> read(char* buffer, size_t size) = 0;
  // After the end: the checksum that came with the body, if one did, such as {"CRC32", "base64..."}.
  virtual std::optional<std::pair<std::string, std::string>> checksum() const = 0;
  // Length of the payload itself, if the request says it.
  virtual std::optional<uint64_t> size() const = 0;
};

// What x-amz-checksum-* headers speak of: the body, but in CompleteMultipartUpload the object.
enum class ChecksumHeaders { of_body, of_object };

// `signature`: nullptr for an anonymous request. `request` must outlive the reader. Refused at once:
// MissingContentLength, InvalidDigest (Content-MD5 that is none), InvalidRequest (a checksum that is none,
// several, or of an algorithm that S3 does not have).
Result<std::unique_ptr<PayloadReader>> open_payload(const net::Request& request,
                                                    const VerifiedSignature* signature,
                                                    ChecksumHeaders headers = ChecksumHeaders::of_body);

// For the file in a browser's form: its size is not known before its end, and neither its framing nor its hash
// is the request's. Checksums are.
Result<std::unique_ptr<PayloadReader>> open_form_payload(const net::Request& request);

// The whole payload of a small request, such as the XML of a bucket's configuration. EntityTooLarge beyond
// `max_bytes`.
Result<std::string> read_payload(PayloadReader& payload, size_t max_bytes);

}  // namespace aws
