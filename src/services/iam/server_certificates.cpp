// Server certificates, as load balancers take them (IAM User Guide, "Manage server certificates in IAM").
#include "crypto/certificate_check.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

constexpr size_t kMaxCertificates = 20;

tl::unexpected<aws::Error> malformed(std::string message) {
  return tl::unexpected(aws::Error("MalformedCertificate", 400, std::move(message)));
}

json::Value metadata(const json::Value& certificate) {
  return show(certificate,
              {"Path", "ServerCertificateName", "ServerCertificateId", "Arn", "UploadDate", "Expiration"});
}

// The certificate's facts, if it is good now and the key and the chain belong to it.
aws::Result<crypto::CertificateFacts> check_certificate(const Input& in, base::Time now) {
  std::string body = in.text("CertificateBody");
  auto facts = crypto::certificate_facts(body);
  if (!facts)
    return malformed("Unable to parse certificate. Please ensure the certificate is in PEM format.");
  switch (crypto::match_key(body, base::Secret(in.text("PrivateKey")))) {
    case crypto::KeyMatch::unreadable:
      return malformed(
          "Unable to parse private key. Please ensure the key is in PEM format, without a passphrase.");
    case crypto::KeyMatch::differs:
      return aws::error("KeyPairMismatch", 400,
                        "The public key certificate and the private key do not match.");
    case crypto::KeyMatch::matches:
      break;
  }
  if (now < facts->begins || now >= facts->ends)
    return malformed("The certificate is not valid: it has not begun or has expired.");
  if (!in.has("CertificateChain")) return std::move(*facts);
  if (auto at = crypto::broken_link(body, in.text("CertificateChain"))) {
    return malformed(fmt::format(
        "Unable to validate certificate chain. The certificate chain must start with the immediate signing "
        "certificate, followed by any intermediaries in order. The index within the chain of the invalid "
        "certificate is: {}",
        *at));
  }
  return std::move(*facts);
}

Output upload(Call& call) {
  json::Value certificate = TRY(new_entity(call, kServerCertificates));
  if (call.state.list(kServerCertificates.name).size() >= kMaxCertificates)
    return limit_exceeded("Cannot exceed quota for ServerCertificatesPerAccount: 20");
  crypto::CertificateFacts facts = TRY(check_certificate(call.input, call.now));
  Object& fields = certificate.as_object();
  fields.set("UploadDate", base::to_ms(call.now));
  fields.set("Expiration", base::to_ms(facts.ends));
  fields.set("CertificateBody", call.input.text("CertificateBody"));
  fields.set_if("CertificateChain", call.input.find("CertificateChain"));
  fields.set("PrivateKey", seal_secret(base::Secret(call.input.text("PrivateKey")), call.facilities.seal_key,
                                       call.facilities.random));
  store(call.state, kServerCertificates, certificate);
  Object output{{"ServerCertificateMetadata", metadata(certificate)}};
  output.set_if("Tags", certificate.find("Tags"));
  return output;
}

Output get(Call& call) {
  json::Value shown = show(call.the().record, {"CertificateBody", "CertificateChain", "Tags"});
  shown.as_object().set("ServerCertificateMetadata", metadata(call.the().record));
  return Object{{"ServerCertificate", std::move(shown)}};
}

Output list(Call& call) {
  return list_entities(call, kServerCertificates, "ServerCertificateMetadataList", metadata);
}

Output update(Call& call) {
  TRY(rename(call));
  return Object{};
}

constexpr Operation kOperations[] = {
    {"UploadServerCertificate",
     {creates(kServerCertificates), also("iam:TagServerCertificate").when("Tags")},
     upload},
    {"GetServerCertificate", {on(kServerCertificates)}, get},
    {"ListServerCertificates", {any()}, list},
    {"UpdateServerCertificate", {on(kServerCertificates), renames(kServerCertificates)}, update},
    {"DeleteServerCertificate", {on(kServerCertificates)}, delete_found},
};

}  // namespace

std::span<const Operation> server_certificate_operations() {
  return kOperations;
}

}  // namespace account::iam
