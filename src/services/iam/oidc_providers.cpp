// OpenID Connect providers (IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM").
#include <algorithm>

#include "account/record/lateness.h"
#include "account/record/own_issuers.h"
#include "base/arn.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"
#include "services/iam/issuer_url.h"

namespace account::iam {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr size_t kMaxProviders = 100;
constexpr size_t kMaxClientIds = 100;
constexpr size_t kMaxThumbprints = 5;
constexpr std::chrono::milliseconds kFetchTimeout{5000};

std::string provider_arn(const Call& call, const std::string& url) {
  std::string host_and_path = url.starts_with(kScheme) ? url.substr(kScheme.size()) : url;
  return base::iam_arn(base::AccountId(call.caller.account), "oidc-provider/" + host_and_path);
}

// The ARN has the URL without its scheme. To tag it at once is asked about with the URL's host alone, as AWS's denials
// show (https://github.com/aws-ia/terraform-aws-eks-blueprints/issues/902).
aws::Result<Questions> on_new_provider(const Call& call) {
  policy::Context context;
  add_request_tags(call.input.find("Tags"), context);
  std::string arn = provider_arn(call, call.input.text("Url"));
  Questions questions = ask(arn, context);
  if (!call.input.has("Tags")) return questions;
  Question& tagging = questions.emplace_back();
  tagging.action = "iam:TagOpenIDConnectProvider";
  tagging.resource = arn.substr(0, arn.find('/', arn.find('/') + 1));
  tagging.context = std::move(context);
  return questions;
}

aws::Result<void> check_thumbprints(const std::vector<std::string>& thumbprints) {
  if (thumbprints.size() > kMaxThumbprints)
    return invalid_input("Thumbprint list must contain fewer than 5 entries.");
  for (const std::string& thumbprint : thumbprints) {
    bool is_hex = thumbprint.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (thumbprint.size() != 40 || !is_hex)
      return invalid_input("Thumbprint must be 40 hexadecimal characters");
  }
  return {};
}

aws::Result<identity::KeyCache*> keys_for(Facilities& facilities, const std::string& url) {
  auto transaction = TRY(facilities.store.begin());
  bool ours = is_own_issuer(State(*transaction, "", ""), url);
  return ours ? &facilities.own_keys : &facilities.public_keys;
}

// What the URL's host presents in a TLS handshake, for a caller who gave no thumbprint.
aws::Result<std::string> fetch_thumbprint(identity::KeyCache& keys, const std::string& url) {
  auto thumbprint = keys.fetch_thumbprint(url, base::Deadline::in(kFetchTimeout));
  if (thumbprint) return std::move(*thumbprint);
  return aws::error("OpenIdIdpCommunicationError", 400, "Unable to communicate with the OpenID provider: {}",
                    thumbprint.error().message);
}

Output create_provider(Call& call) {
  const Input& in = call.input;
  std::string url = in.text("Url");
  std::vector<std::string> thumbprints = in.texts("ThumbprintList");
  IssuerUrl issuer = TRY(read_issuer_url(url));
  TRY(check_thumbprints(thumbprints));
  TRY(check_tags(in.find("Tags")));
  if (in.list("ClientIDList").size() > kMaxClientIds)
    return limit_exceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  identity::KeyCache& keys = *TRY(keys_for(call.facilities, url));
  if (issuer.has_port && !keys.is_local(url, base::Deadline::in(kFetchTimeout))) return refuse_port(url);
  if (thumbprints.empty()) thumbprints.push_back(TRY(fetch_thumbprint(keys, url)));

  auto transaction = TRY(call.facilities.store.begin());
  State state(*transaction, call.caller.account, "");
  std::string arn = provider_arn(call, url);
  if (state.contains(kOidcProvider, arn)) {
    return aws::error("EntityAlreadyExists", 409, "Provider with url {} already exists.", url);
  }
  if (state.list(kOidcProvider).size() >= kMaxProviders)
    return limit_exceeded("Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100");
  Object provider{{"Url", issuer.name},
                  {"ClientIDList", in.list("ClientIDList")},
                  {"ThumbprintList", json::Array(thumbprints.begin(), thumbprints.end())},
                  {"CreateDate", base::to_ms(call.now)}};
  provider.set_if("Tags", in.find("Tags"));
  Lateness::note(state, kOidcProvider, arn, std::nullopt);
  state.put(kOidcProvider, arn, provider);
  TRY(transaction->commit());
  Object output{{"OpenIDConnectProviderArn", arn}};
  output.set_if("Tags", in.find("Tags"));
  return output;
}

Output get_provider(Call& call) {
  return show(call.the().record, {"Url", "ClientIDList", "ThumbprintList", "CreateDate", "Tags"});
}

Output list_providers(Call& call) {
  json::Array list;
  for (const Entry& entry : call.state.list(kOidcProvider)) list.push_back(Object{{"Arn", entry.id}});
  return Object{{"OpenIDConnectProviderList", std::move(list)}};
}

Output add_client_id(Call& call) {
  Found& provider = call.the();
  json::Array& ids = provider.fields()["ClientIDList"].as_array();
  json::Value id(call.input.text("ClientID"));
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    if (ids.size() >= kMaxClientIds)
      return limit_exceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
    ids.push_back(std::move(id));
  }
  call.save(provider);
  return Object{};
}

Output remove_client_id(Call& call) {
  Found& provider = call.the();
  std::erase(provider.fields()["ClientIDList"].as_array(), json::Value(call.input.text("ClientID")));
  call.save(provider);
  return Object{};
}

Output update_thumbprint(Call& call) {
  Found& provider = call.the();
  TRY(check_thumbprints(call.input.texts("ThumbprintList")));
  provider.fields().set("ThumbprintList", call.input.list("ThumbprintList"));
  call.save(provider);
  return Object{};
}

constexpr Need kProvider = on(kProviders, kProviderArn);

constexpr Operation kOperations[] = {
    {"CreateOpenIDConnectProvider", on_new_provider, create_provider, Transactions::own},
    {"GetOpenIDConnectProvider", {kProvider}, get_provider},
    {"ListOpenIDConnectProviders", {any()}, list_providers},
    {"DeleteOpenIDConnectProvider", {kProvider}, delete_found},
    {"AddClientIDToOpenIDConnectProvider", {kProvider}, add_client_id},
    {"RemoveClientIDFromOpenIDConnectProvider", {kProvider}, remove_client_id},
    {"UpdateOpenIDConnectProviderThumbprint", {kProvider}, update_thumbprint},
};

}  // namespace

std::span<const Operation> oidc_provider_operations() {
  return kOperations;
}

}  // namespace account::iam
