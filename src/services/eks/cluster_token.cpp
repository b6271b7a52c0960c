#include "services/eks/cluster_token.h"

#include <algorithm>
#include <set>

#include "aws/route/route.h"
#include "base/encoding.h"
#include "base/regions.h"
#include "base/text.h"
#include "net/url.h"

namespace account::eks {
namespace {

constexpr std::string_view kPrefix = "k8s-aws-v1.";
constexpr size_t kMaxToken = 4096;
constexpr int64_t kLife_s = 900;  // from X-Amz-Date, whatever X-Amz-Expires says

tl::unexpected<aws::Error> refuse(std::string_view why) {
  return aws::error("Unauthorized", 401, "the token is refused: {}", why);
}

// Only what a GetCallerIdentity needs, each once: anything else could mean another call.
aws::Result<void> check_parameters(const std::string& query) {
  static const std::set<std::string, std::less<>> kAllowed = {
      "action",        "version",         "x-amz-algorithm",      "x-amz-credential",   "x-amz-date",
      "x-amz-expires", "x-amz-signature", "x-amz-security-token", "x-amz-signedheaders"};
  std::set<std::string> seen;
  for (const auto& [name, value] : TRY(aws::parse_parameters(query))) {
    std::string key = base::lower(name);
    if (!kAllowed.contains(key) || !seen.insert(key).second)
      return refuse("unexpected or repeated parameter");
    if (key == "action" && value != "GetCallerIdentity") return refuse("not a GetCallerIdentity");
  }
  return seen.contains("action") ? aws::Result<void>() : refuse("not a GetCallerIdentity");
}

bool is_sts_host(std::string_view host) {
  if (host == "sts.amazonaws.com") return true;
  return std::any_of(base::kRegions.begin(), base::kRegions.end(), [&](std::string_view region) {
    return host == fmt::format("sts.{}.amazonaws.com", region);
  });
}

// Clients that are told where the account is (AWS_ENDPOINT_URL) sign for that address, with http too.
bool is_own_endpoint(const net::Url& url, const Facilities& facilities) {
  auto own = net::Url::parse(facilities.endpoint);
  if (!own || url.port != own->port) return false;
  const std::vector<std::string>& bridges = facilities.bridges;
  return url.host == own->host || url.host == "localhost" ||
         std::find(bridges.begin(), bridges.end(), url.host) != bridges.end();
}

}  // namespace

bool is_cluster_token(std::string_view token) {
  return token.starts_with(kPrefix);
}

aws::Result<Caller> verify_cluster_token(std::string_view token, const std::string& cluster,
                                         const Facilities& facilities, Gateway& gateway) {
  if (!is_cluster_token(token) || token.size() > kMaxToken)
    return refuse("not a token of the AWS authenticator");
  std::optional<std::string> text = base::unbase64url(token.substr(kPrefix.size()));
  auto url = text ? net::Url::parse(*text)
                  : base::Result<net::Url>(base::fail(base::ErrorKind::invalid, "not base64url"));
  bool sts = url && url->tls && url->port == 443 && is_sts_host(url->host);
  if (!url || (!sts && !is_own_endpoint(*url, facilities))) return refuse("not a URL of STS");
  size_t question = url->target.find('?');
  if (question == std::string::npos || url->target.substr(0, question) != "/")
    return refuse("not a URL of STS");

  net::Request request;
  request.method = "GET";
  request.target = url->target;
  request.path = "/";
  request.query = url->target.substr(question + 1);
  request.headers = {{"Host", url->host_header()}, {"x-k8s-aws-id", cluster}};
  request.body = std::make_shared<net::StringBody>("");
  TRY(check_parameters(request.query));

  auto claim = TRY(aws::read_signature(request));
  if (!claim || !claim->presigned || claim->service != "sts") return refuse("not signed for STS");
  const auto& signed_headers = claim->signed_headers;
  if (std::find(signed_headers.begin(), signed_headers.end(), "x-k8s-aws-id") == signed_headers.end()) {
    return refuse("not made for a cluster");
  }
  if (claim->expires_s < 0 || claim->expires_s > kLife_s) return refuse("lives too long");
  claim->expires_s = kLife_s;
  auto caller = gateway.check_signature(request, *claim, "");
  if (caller) return caller;
  return refuse(fmt::format("access key {}: {}{}", claim->access_key_id, caller.error().message,
                            caller.error().code == "SignatureDoesNotMatch"
                                ? fmt::format(" (made for another cluster than {}?)", cluster)
                                : ""));
}

}  // namespace account::eks
