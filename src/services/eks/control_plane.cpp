#include "services/eks/control_plane.h"

#include <algorithm>
#include <array>

#include "account/call/caller.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "net/url.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/issuer.h"

namespace account::eks {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kMinSecret = 32;

base::Result<json::Value> record_of(const State& state, const std::string& name) {
  auto record = state.get(kCluster, name);
  if (!record) return fail(ErrorKind::not_found, "there is no cluster `{}`", name);
  return std::move(*record);
}

// The text of a member, or "" where it is absent; a member that is no text is an error.
base::Result<std::string> text_of(const json::Value& wanted, std::string_view member) {
  const json::Value* value = wanted.find(member);
  if (!value) return std::string();
  if (!value->is_string()) return fail(ErrorKind::invalid, "`{}` is not a text", member);
  return value->as_string();
}

base::Status check_url(std::string_view member, const std::string& url, bool tls) {
  if (url.empty()) return {};
  auto parsed = net::Url::parse(url);
  if (parsed && (parsed->tls || !tls)) return {};
  return fail(ErrorKind::invalid, "`{}` is not a URL with {}", member, tls ? "https" : "http or https");
}

base::Status check_secret(std::string_view member, const std::string& secret) {
  if (secret.empty() || secret.size() >= kMinSecret) return {};
  return fail(ErrorKind::invalid, "`{}` has fewer than {} characters", member, kMinSecret);
}

// An API server that is said to work must be one that can be found.
base::Status check_complete(const json::Object& plane) {
  if (plane.find("Status")->as_string() != "ACTIVE") return {};
  for (const char* member : {"Endpoint", "CertificateAuthority", "Version", "WebhookDigest", "ApiToken"}) {
    if (!plane.contains(member))
      return fail(ErrorKind::invalid, "an ACTIVE control plane lacks its {}", member);
  }
  return {};
}

base::Result<json::Object> merged(json::Object plane, const json::Value& wanted, Facilities& facilities) {
  plane.erase("Stopped");
  std::string status = TRY(text_of(wanted, "status"));
  constexpr std::array kStatuses = {"CREATING", "ACTIVE", "DELETING"};
  if (std::find(kStatuses.begin(), kStatuses.end(), status) == kStatuses.end())
    return fail(ErrorKind::invalid, "`status` is none of CREATING, ACTIVE and DELETING");
  plane.set("Status", status);

  struct Member {
    const char* given;
    const char* kept;
  };
  for (const Member& member :
       {Member{"endpoint", "Endpoint"}, Member{"certificateAuthority", "CertificateAuthority"},
        Member{"version", "Version"}, Member{"podEndpoint", "PodEndpoint"},
        Member{"serviceIpv4Cidr", "ServiceIpv4Cidr"}}) {
    std::string text = TRY(text_of(wanted, member.given));
    if (!text.empty()) plane.set(member.kept, text);
  }
  TRY(check_url("endpoint", TRY(text_of(wanted, "endpoint")), true));
  TRY(check_url("podEndpoint", TRY(text_of(wanted, "podEndpoint")), false));
  std::string webhook = TRY(text_of(wanted, "webhookToken"));
  base::Secret api(TRY(text_of(wanted, "apiToken")));
  TRY(check_secret("webhookToken", webhook));
  TRY(check_secret("apiToken", api.reveal()));
  if (!webhook.empty()) plane.set("WebhookDigest", base::hex(crypto::sha256(webhook)));
  if (!api.empty()) plane.set("ApiToken", seal_secret(api, facilities.seal_key, facilities.random));
  TRY(check_complete(plane));
  return plane;
}

}  // namespace

base::Status set_control_plane(State state, const std::string& name, const json::Value& wanted,
                               Facilities& facilities) {
  json::Value record = TRY(record_of(state, name));
  const json::Value* before = record.find("ControlPlane");
  json::Object plane = TRY(merged(before ? before->as_object() : json::Object(), wanted, facilities));
  record.as_object().set("ControlPlane", std::move(plane));
  store(state, kClusters, record);
  return {};
}

base::Status stop_control_plane(State state, const std::string& name) {
  json::Value record = TRY(record_of(state, name));
  record.as_object().set("ControlPlane", json::Object{{"Stopped", true}});
  store(state, kClusters, record);
  return {};
}

base::Status forget_cluster(State state, const std::string& name, Facilities& facilities) {
  give_up_cluster(state, facilities, TRY(record_of(state, name)));
  return {};
}

base::Result<json::Value> control_plane(const State& state, const std::string& name, Facilities& facilities) {
  json::Value record = TRY(record_of(state, name));
  identity::IssuerKeys keys = TRY(issuer_keys(state, name, facilities));
  json::Array verifying;
  for (const identity::IssuerKey& key : keys.keys) verifying.push_back(key.key.public_key().to_pem());
  json::Value cluster = seen_cluster(record, facilities.clock.now());
  const identity::IssuerKey& newest = keys.keys.front();
  std::string id(record.string_or("Id", ""));
  return json::Object{
      {"id", id},
      {"issuer", issuer_url(state.region(), id)},
      {"status", is_stopped(record) ? "STOPPED" : cluster.string_or("status", "")},
      {"signingKey", newest.key.to_pem().reveal()},
      {"verifyingKeys", std::move(verifying)},
      {"keysRotateAt", base::iso8601_ms(newest.created + identity::kKeyLife + base::Milliseconds(1))}};
}

base::Status set_aws_auth(State state, const std::string& name, const json::Value& config_map) {
  TRY(record_of(state, name));
  json::Object kept;
  for (const char* member : {"mapRoles", "mapUsers", "mapAccounts"})
    kept.set(member, TRY(text_of(config_map, member)));
  state.put(kAwsAuth, name, std::move(kept));
  return {};
}

}  // namespace account::eks
