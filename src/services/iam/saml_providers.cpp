// SAML identity providers (IAM User Guide, "Create a SAML identity provider in IAM"). Assertions that are encrypted
// are not taken, so neither are the keys for them.
#include "identity/saml_metadata.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

constexpr size_t kMaxProviders = 100;
constexpr auto kWithoutDate = std::chrono::hours(24) * 36525;  // a hundred years
constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

aws::Result<void> take_metadata(const Call& call, Object& provider) {
  std::string text = call.input.text("SAMLMetadataDocument");
  auto metadata = identity::read_saml_metadata(text);
  if (!metadata) return invalid_input(fmt::format("Could not parse metadata ({})", metadata.error().message));
  if (metadata->valid_until && call.now >= *metadata->valid_until)
    return invalid_input("Could not parse metadata (validUntil has passed)");
  provider.set("Metadata", text);
  provider.set("ValidUntil", base::to_ms(metadata->valid_until.value_or(call.now + kWithoutDate)));
  return {};
}

aws::Result<void> check_no_encryption(const Input& in) {
  bool is_asked = in.has("AddPrivateKey") || in.text("AssertionEncryptionMode") == "Required" ||
                  (in.knows("RemovePrivateKey") && in.has("RemovePrivateKey"));
  if (!is_asked) return {};
  return aws::error("NotImplemented", 501, "Encrypted SAML assertions are not implemented by this account.");
}

Output create_provider(Call& call) {
  const Input& in = call.input;
  TRY(check_no_encryption(in));
  TRY(check_tags(in.find("Tags")));
  Object provider{{"Name", in.text("Name")}};
  std::string arn = arn_of(call.state, kSamlProviders, provider);
  if (find(call.state, kSamlProviders, arn))
    return aws::error("EntityAlreadyExists", 409, "SAMLProvider with name {} already exists.",
                      in.text("Name"));
  if (call.state.list(kSamlProvider).size() >= kMaxProviders)
    return limit_exceeded("Cannot exceed quota for SAMLProvidersPerAccount: 100");
  TRY(take_metadata(call, provider));
  provider.set("Arn", arn);
  provider.set("SAMLProviderUUID", call.facilities.random.pick(kIdAlphabet, 22));
  provider.set("CreateDate", base::to_ms(call.now));
  provider.set_if("Tags", in.find("Tags"));
  store(call.state, kSamlProviders, provider);
  Object output{{"SAMLProviderArn", arn}};
  output.set_if("Tags", in.find("Tags"));
  return output;
}

Output get_provider(Call& call) {
  const json::Value& provider = call.the().record;
  json::Value shown = show(provider, {"SAMLProviderUUID", "CreateDate", "ValidUntil", "Tags"});
  shown.as_object().set("SAMLMetadataDocument", *provider.find("Metadata"));
  return shown;
}

Output update_provider(Call& call) {
  Found& provider = call.the();
  TRY(check_no_encryption(call.input));
  if (call.input.has("SAMLMetadataDocument")) TRY(take_metadata(call, provider.fields()));
  call.save(provider);
  return Object{{"SAMLProviderArn", provider.named}};
}

Output list_providers(Call& call) {
  json::Array list;
  for (const Entry& entry : call.state.list(kSamlProvider))
    list.push_back(show(entry.value, {"Arn", "ValidUntil", "CreateDate"}));
  return Object{{"SAMLProviderList", std::move(list)}};
}

constexpr Need kTheProvider = on(kSamlProviders, kSamlProviderArn);

constexpr Operation kOperations[] = {
    {"CreateSAMLProvider",
     {creates(kSamlProviders), also("iam:TagSAMLProvider").when("Tags")},
     create_provider},
    {"GetSAMLProvider", {kTheProvider}, get_provider},
    {"UpdateSAMLProvider", {kTheProvider}, update_provider},
    {"ListSAMLProviders", {any()}, list_providers},
    {"DeleteSAMLProvider", {kTheProvider}, delete_found},
};

}  // namespace

std::span<const Operation> saml_provider_operations() {
  return kOperations;
}

}  // namespace account::iam
