// X.509 certificates with which users sign (IAM User Guide, "Manage signing certificates").
#include <algorithm>

#include "crypto/certificate_check.h"
#include "services/iam/iam.h"
#include "services/iam/owner.h"

namespace account::iam {
namespace {

constexpr OwnedThings kCertificates{.member = "SigningCertificates",
                                    .id_member = "CertificateId",
                                    .id_prefix = "CERTIFICATE",
                                    .most = 2,
                                    .quota = "CertificatesPerUser",
                                    .words = "The Certificate with id {id} cannot be found."};

json::Value view(const json::Value& certificate) {
  return show(certificate, {"UserName", "CertificateId", "CertificateBody", "Status", "UploadDate"});
}

Output upload(Call& call) {
  Found user = TRY(owner(call));
  std::string body = call.input.text("CertificateBody");
  auto facts = crypto::certificate_facts(body);
  if (!facts)
    return aws::error("MalformedCertificate", 400, "Certificate is malformed: it is not in PEM format.");
  if (call.now >= facts->ends) return aws::error("InvalidCertificate", 400, "Certificate is expired.");
  const json::Array& others = things_of(user, kCertificates);
  bool is_there = std::any_of(others.begin(), others.end(), [&](const json::Value& other) {
    return other.string_or("Thumbprint", "") == facts->thumbprint;
  });
  if (is_there) {
    return aws::error("DuplicateCertificate", 409,
                      "The same certificate is associated with an IAM user in the account.");
  }
  Object certificate{{"CertificateBody", body}, {"Thumbprint", facts->thumbprint}};
  json::Value added = TRY(add_thing(call, kCertificates, user, std::move(certificate), "UploadDate"));
  return Object{{"Certificate", view(added)}};
}

Output list(Call& call) {
  return list_things(call, kCertificates, "Certificates", view);
}

constexpr Operation kOperations[] = {
    {"UploadSigningCertificate", {own(kUsers)}, upload},
    {"ListSigningCertificates", {own(kUsers)}, list},
    {"UpdateSigningCertificate", {own(kUsers)}, update_thing<kCertificates>},
    {"DeleteSigningCertificate", {own(kUsers)}, delete_thing<kCertificates>},
};

}  // namespace

std::span<const Operation> signing_certificate_operations() {
  return kOperations;
}

}  // namespace account::iam
