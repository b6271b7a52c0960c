#include "services/s3/post_object.h"

#include "account/call/account_clock.h"
#include "aws/protocol/protocol.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/s3/bucket.h"
#include "services/s3/form_headers.h"
#include "services/s3/form_signature.h"
#include "services/s3/post_answer.h"
#include "services/s3/post_policy.h"

namespace account::s3 {
namespace {

const aws::ErrorForm kErrorForm = {aws::Protocol::rest_xml, {}, true, false, {}};

// The file, whose size must be in a range.
class SizedPayload final : public aws::PayloadReader {
 public:
  SizedPayload(std::unique_ptr<aws::PayloadReader> payload, SizeRange range)
      : payload_(std::move(payload)), range_(range) {}

  aws::Result<size_t> read(char* buffer, size_t size) override {
    size_t got = TRY(payload_->read(buffer, size));
    size_ += static_cast<int64_t>(got);
    if (size_ > range_.max) {
      int64_t proposed = TRY(rest());
      return tl::unexpected(aws::Error("EntityTooLarge", 400,
                                       "Your proposed upload exceeds the maximum allowed size",
                                       {{"ProposedSize", proposed}, {"MaxSizeAllowed", range_.max}}));
    }
    if (got == 0 && size > 0 && size_ < range_.min) {
      return tl::unexpected(aws::Error("EntityTooSmall", 400,
                                       "Your proposed upload is smaller than the minimum allowed size",
                                       {{"ProposedSize", size_}, {"MinSizeAllowed", range_.min}}));
    }
    return got;
  }
  std::optional<std::pair<std::string, std::string>> checksum() const override {
    return payload_->checksum();
  }
  std::optional<uint64_t> size() const override { return payload_->size(); }

 private:
  // How much it would have been.
  aws::Result<int64_t> rest() {
    std::vector<char> buffer(64 << 10);
    while (size_t got = TRY(payload_->read(buffer.data(), buffer.size()))) size_ += static_cast<int64_t>(got);
    return size_;
  }

  std::unique_ptr<aws::PayloadReader> payload_;
  SizeRange range_;
  int64_t size_ = 0;
};

// `${filename}` in every field. A file without a name leaves it as it is.
void fill_in_file_name(Form& form) {
  if (!form.file_name) return;
  constexpr std::string_view kVariable = "${filename}";
  for (FormField& field : form.fields) {
    size_t at = 0;
    while ((at = field.value.find(kVariable, at)) != std::string::npos) {
      field.value.replace(at, kVariable.size(), *form.file_name);
      at += form.file_name->size();
    }
  }
}

aws::Result<std::string> require_key(const Form& form) {
  const std::string* key = form.find("key");
  if (!key) {
    return invalid_argument(
        "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the "
        "fields.",
        "key", "");
  }
  if (key->empty()) return invalid_argument("User key must have a length greater than 0.", "key", "");
  return *key;
}

// What a signed policy says of the form; a form of nobody is bound to none.
aws::Result<std::optional<SizeRange>> hold_against_policy(const Form& form, const std::string& bucket,
                                                          base::Time now) {
  auto policy = base::unbase64(form.get("policy"));
  if (!policy) return aws::error("InvalidPolicyDocument", 400, "Invalid Policy: invalid Base64 encoding.");
  return check_policy(*policy, form, bucket, now);
}

// The PutObject: to the same host, of the same client.
aws::Result<net::Request> put_request(const net::Request& request, const aws::S3Place& place,
                                      const Form& form, const std::string& key) {
  net::Request put;
  put.method = "PUT";
  put.path = place.virtual_host ? "/" : fmt::format("/{}/", base::percent_encode(place.bucket));
  put.path += base::percent_encode(key, true);
  put.target = put.path;
  put.headers = TRY(headers_of(form));
  for (std::string_view name : {"Host", "User-Agent", "Referer"})
    if (const std::string* value = request.headers.find(name)) put.headers.set(name, *value);
  put.body = form.file;
  put.tls = request.tls;
  put.peer = request.peer;
  put.stop = request.stop;
  return put;
}

aws::Result<net::Response> upload(net::Request& request, const aws::S3Place& place, Gateway& gateway,
                                  base::Time now) {
  Form form = TRY(read_form(request));
  fill_in_file_name(form);
  std::string key = TRY(require_key(form));
  std::optional<SignedForm> proof = TRY(verify_form(form, gateway, now));
  std::optional<SizeRange> range;
  if (proof) range = TRY(hold_against_policy(form, place.bucket, now));

  net::Request put = TRY(put_request(request, place, form, key));
  auto payload = TRY(aws::open_form_payload(put));
  if (range) payload = std::make_unique<SizedPayload>(std::move(payload), *range);
  if (proof) request.body->trust_sender();
  FormCall call{"s3", put, {}, std::nullopt, std::move(payload)};
  if (proof) {
    call.key = std::move(proof->key);
    call.signature = std::move(proof->signature);
  }
  net::Response response = gateway.handle(std::move(call));
  if (response.status == 200) answer_form(request, place, form, key, response);
  return response;
}

}  // namespace

net::Response post_object(net::Request& request, const aws::S3Place& place, Gateway& gateway,
                          Facilities& facilities) {
  auto response = upload(request, place, gateway, machine_clock(facilities).now());
  if (response) return std::move(*response);
  return aws::encode_error(kErrorForm, response.error(), facilities.random.uuid(), request.path);
}

}  // namespace account::s3
