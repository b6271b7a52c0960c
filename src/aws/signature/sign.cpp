#include <algorithm>

#include "aws/signature/canonical_request.h"
#include "aws/signature/signature.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace aws {
namespace {

constexpr std::string_view kPayloadHeader = "x-amz-content-sha256";
constexpr std::string_view kEmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// Only what a proxy has no reason to touch.
bool worth_signing(std::string_view name) {
  return name == "host" || name == "date" || name == "content-type" || name == "content-md5" ||
         name.starts_with("x-amz-");
}

std::vector<std::string> sorted_names(const net::Headers& headers, bool all) {
  std::vector<std::string> names;
  for (const net::Header& header : headers) {
    std::string name = base::lower(header.name);
    if (all || worth_signing(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string scope_text(const SigningScope& scope, std::string_view date) {
  return fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);
}

std::string signature_of(const std::string& canonical, std::string_view stamp, const SigningScope& scope,
                         const Credentials& credentials) {
  std::string_view date = stamp.substr(0, 8);
  std::string key = derive_signing_key(credentials.secret_access_key, date, scope.region, scope.service);
  return base::hex(crypto::hmac_sha256(key, string_to_sign(stamp, scope_text(scope, date), canonical)));
}

}  // namespace

void sign(net::Headers& headers, std::string_view method, std::string_view path, std::string_view query,
          std::string_view body, const Credentials& credentials, const SigningScope& scope, base::Time now) {
  std::string stamp = base::iso8601_basic(now);
  headers.set("X-Amz-Date", stamp);
  if (!credentials.session_token.empty()) {
    headers.set("X-Amz-Security-Token", credentials.session_token.reveal());
  }
  bool s3 = is_s3(scope.service);
  std::string hash(headers.get(kPayloadHeader));
  if (hash.empty()) {
    hash = base::hex(crypto::sha256(body));
    if (s3) headers.set("X-Amz-Content-Sha256", hash);
  }
  std::vector<std::string> names = sorted_names(headers, false);
  std::string canonical = canonical_request({method, path, query, hash, s3}, headers, names);
  headers.set("Authorization",
              fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                          credentials.access_key_id, scope_text(scope, std::string_view(stamp).substr(0, 8)),
                          base::join(names, ";"), signature_of(canonical, stamp, scope, credentials)));
}

std::string presign(const net::Headers& headers, std::string_view method, std::string_view path,
                    std::string_view query, const Credentials& credentials, const SigningScope& scope,
                    base::Time now, std::chrono::seconds expires) {
  std::string stamp = base::iso8601_basic(now);
  std::vector<std::string> names = sorted_names(headers, true);
  std::string out(query);
  auto add = [&](std::string_view name, std::string_view value) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(base::percent_encode(value));
  };
  add("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  add("X-Amz-Credential", fmt::format("{}/{}", credentials.access_key_id,
                                      scope_text(scope, std::string_view(stamp).substr(0, 8))));
  add("X-Amz-Date", stamp);
  add("X-Amz-Expires", std::to_string(expires.count()));
  if (!credentials.session_token.empty()) add("X-Amz-Security-Token", credentials.session_token.reveal());
  add("X-Amz-SignedHeaders", base::join(names, ";"));
  bool s3 = is_s3(scope.service);
  std::string_view hash = s3 ? std::string_view("UNSIGNED-PAYLOAD") : kEmptySha256;
  std::string canonical = canonical_request({method, path, out, hash, s3}, headers, names);
  add("X-Amz-Signature", signature_of(canonical, stamp, scope, credentials));
  return out;
}

}  // namespace aws
