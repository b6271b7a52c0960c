// Server certificates and signing certificates, made as the tests run.
#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

constexpr std::string_view kEnd = "-----END CERTIFICATE-----\n";

struct Pair {
  std::string leaf, issuer, key;
};
Pair make_pair(base::Time now) {
  auto authority = *crypto::make_authority("Certificates Test", now);
  auto issued = *crypto::issue_certificate(authority, {"www.example.com"}, now);
  size_t end = issued.certificate_pem.find(kEnd) + kEnd.size();
  return {issued.certificate_pem.substr(0, end), issued.certificate_pem.substr(end), issued.key_pem.reveal()};
}

class Certificates : public ::testing::Test {
 protected:
  // "ok", or "CODE MESSAGE".
  std::string result(std::string_view operation, const Object& input) {
    auto output = account_.call(account_.root(), "iam", operation, input);
    if (!output) return output.error().code + " " + output.error().message;
    output_ = std::move(*output);
    return "ok";
  }
  json::Value must(std::string_view operation, const Object& input) {
    return account_.must(account_.root(), "iam", operation, input);
  }
  Object www(const Pair& pair) {
    return {{"ServerCertificateName", "www"}, {"CertificateBody", pair.leaf}, {"PrivateKey", pair.key}};
  }

  EmbeddedAccount account_;
  json::Value output_;
  Pair good_ = make_pair(kStart), other_ = make_pair(kStart);
};

TEST_F(Certificates, of_servers_live) {
  Object input = www(good_);
  input.set("Path", "/cloudfront/");
  input.set("CertificateChain", good_.issuer);
  input.set("Tags", Array{Object{{"Key", "team"}, {"Value", "blue"}}});
  ASSERT_EQ(result("UploadServerCertificate", input), "ok");
  const json::Value& metadata = *output_.find("ServerCertificateMetadata");
  EXPECT_EQ(metadata.string_or("Arn", ""), "arn:aws:iam::111122223333:server-certificate/cloudfront/www");
  EXPECT_TRUE(metadata.string_or("ServerCertificateId", "").starts_with("ASCA"));
  EXPECT_EQ(metadata.int_or("Expiration", 0), base::to_ms(*crypto::expiry(good_.leaf)));
  EXPECT_EQ(result("UploadServerCertificate", www(good_)),
            "EntityAlreadyExists Server Certificate with name www already exists.");

  json::Value got = must("GetServerCertificate", {{"ServerCertificateName", "www"}});
  EXPECT_EQ(got.find("ServerCertificate")->string_or("CertificateBody", ""), good_.leaf);
  EXPECT_EQ(got.find("ServerCertificate")->string_or("CertificateChain", ""), good_.issuer);
  EXPECT_EQ(json::dump(got).find("PRIVATE KEY"), std::string::npos);

  must("UpdateServerCertificate",
       {{"ServerCertificateName", "www"}, {"NewServerCertificateName", "web"}, {"NewPath", "/"}});
  json::Value list = must("ListServerCertificates", {{"PathPrefix", "/"}});
  EXPECT_EQ(list.find("ServerCertificateMetadataList")->as_array().at(0).string_or("Arn", ""),
            "arn:aws:iam::111122223333:server-certificate/web");
  EXPECT_EQ(result("GetServerCertificate", {{"ServerCertificateName", "www"}}),
            "NoSuchEntity The Server Certificate with name www cannot be found.");
  json::Value tags = must("ListServerCertificateTags", {{"ServerCertificateName", "web"}});
  EXPECT_EQ(tags.find("Tags")->as_array().size(), 1u);
  must("DeleteServerCertificate", {{"ServerCertificateName", "web"}});
  EXPECT_EQ(result("DeleteServerCertificate", {{"ServerCertificateName", "web"}}),
            "NoSuchEntity The Server Certificate with name web cannot be found.");
}

TEST_F(Certificates, of_servers_are_checked) {
  const std::string kChain =
      "MalformedCertificate Unable to validate certificate chain. The certificate chain must start with the "
      "immediate signing certificate, followed by any intermediaries in order. The index within the chain of "
      "the "
      "invalid certificate is: ";
  struct Row {
    const char* what;
    std::string leaf, key, chain;
    std::string result;
  };
  const Row kRows[] = {
      {"no PEM", "file.pem", good_.key, "",
       "MalformedCertificate Unable to parse certificate. Please ensure the certificate is in PEM format."},
      {"two certificates", good_.leaf + good_.issuer, good_.key, "",
       "MalformedCertificate Unable to parse certificate. Please ensure the certificate is in PEM format."},
      {"no key", good_.leaf, "key.pem", "", "MalformedCertificate Unable to parse private key."},
      {"another's key", good_.leaf, other_.key, "", "KeyPairMismatch "},
      {"another's chain", good_.leaf, good_.key, other_.issuer, kChain + "0"},
      {"a chain that begins with the certificate", good_.leaf, good_.key, good_.leaf + good_.issuer,
       kChain + "0"},
      {"a chain that goes on elsewhere", good_.leaf, good_.key, good_.issuer + other_.issuer, kChain + "1"},
      {"no chain in PEM", good_.leaf, good_.key, "chain.pem", kChain + "-1"},
  };
  for (const Row& row : kRows) {
    Object input{{"ServerCertificateName", "www"}, {"CertificateBody", row.leaf}, {"PrivateKey", row.key}};
    if (!row.chain.empty()) input.set("CertificateChain", row.chain);
    std::string found = result("UploadServerCertificate", input);
    EXPECT_TRUE(found.starts_with(row.result)) << row.what << ": " << found;
  }
  account_.clock.advance(std::chrono::hours(24 * 400));
  EXPECT_TRUE(result("UploadServerCertificate", www(good_))
                  .starts_with("MalformedCertificate The certificate is not valid"));
}

TEST_F(Certificates, for_signing_belong_to_users) {
  must("CreateUser", {{"UserName", "alice"}});
  Object input{{"UserName", "alice"}, {"CertificateBody", good_.leaf}};
  EXPECT_TRUE(result("UploadSigningCertificate", {{"UserName", "alice"}, {"CertificateBody", "x"}})
                  .starts_with("MalformedCertificate "));
  ASSERT_EQ(result("UploadSigningCertificate", input), "ok");
  std::string id(output_.find("Certificate")->string_or("CertificateId", ""));
  EXPECT_GE(id.size(), 24u);
  EXPECT_TRUE(result("UploadSigningCertificate", input).starts_with("DuplicateCertificate "));
  ASSERT_EQ(result("UploadSigningCertificate", {{"UserName", "alice"}, {"CertificateBody", other_.leaf}}),
            "ok");
  std::string other(output_.find("Certificate")->string_or("CertificateId", ""));
  EXPECT_EQ(result("UploadSigningCertificate",
                   {{"UserName", "alice"}, {"CertificateBody", make_pair(kStart).leaf}}),
            "LimitExceeded Cannot exceed quota for CertificatesPerUser: 2");

  must("UpdateSigningCertificate", {{"UserName", "alice"}, {"CertificateId", id}, {"Status", "Inactive"}});
  // A page of one after the other adds up to both.
  json::Value first = must("ListSigningCertificates", {{"UserName", "alice"}, {"MaxItems", 1}});
  json::Value second =
      must("ListSigningCertificates",
           {{"UserName", "alice"}, {"MaxItems", 1}, {"Marker", first.string_or("Marker", "")}});
  std::map<std::string, std::string> status;
  for (const json::Value* page : {&first, &second}) {
    const json::Value& one = page->find("Certificates")->as_array().at(0);
    status[std::string(one.string_or("CertificateId", ""))] = one.string_or("Status", "");
  }
  EXPECT_EQ(status, (std::map<std::string, std::string>{{id, "Inactive"}, {other, "Active"}}));
  EXPECT_FALSE(second.bool_or("IsTruncated", true));

  EXPECT_EQ(result("DeleteUser", {{"UserName", "alice"}}),
            "DeleteConflict Cannot delete entity, must delete certificates first.");
  for (const std::string& one : {id, other})
    must("DeleteSigningCertificate", {{"UserName", "alice"}, {"CertificateId", one}});
  EXPECT_EQ(result("DeleteSigningCertificate", {{"UserName", "alice"}, {"CertificateId", id}}),
            "NoSuchEntity The Certificate with id " + id + " cannot be found.");
  must("DeleteUser", {{"UserName", "alice"}});
}

}  // namespace
}  // namespace account::testing
