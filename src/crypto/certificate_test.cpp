#include "crypto/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "crypto/openssl.h"

namespace crypto {
namespace {

const base::Time kNow = base::from_seconds(1'800'000'000);

OwnedX509 read(const std::string& pem) {
  OwnedBio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return OwnedX509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// X509_V_OK, or why a TLS client would refuse the certificate as that of `host` at `when`.
int verify(const Credential& server, const Credential& authority, const std::string& host, base::Time when,
           int purpose = X509_PURPOSE_SSL_SERVER) {
  Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  OwnedX509 root = read(authority.certificate_pem);
  OwnedX509 leaf = read(server.certificate_pem);
  X509_STORE_add_cert(store.get(), root.get());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM* params = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(params, base::to_seconds(when));
  X509_VERIFY_PARAM_set_flags(params, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(params, purpose);
  if (!host.empty() && X509_VERIFY_PARAM_set1_ip_asc(params, host.c_str()) != 1) {
    X509_VERIFY_PARAM_set1_host(params, host.c_str(), host.size());
  }
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

class Certificate : public ::testing::Test {
 protected:
  Credential authority_ = *make_authority("Slipway local authority", kNow);
  Credential server_ = *issue_certificate(
      authority_, {"oidc.eks.eu-west-3.amazonaws.com", "*.s3.localhost", "127.0.0.1", "::1"}, kNow);
};

TEST_F(Certificate, is_accepted_for_each_of_its_names) {
  for (const char* host : {"oidc.eks.eu-west-3.amazonaws.com", "bucket.s3.localhost", "127.0.0.1", "::1"}) {
    EXPECT_EQ(verify(server_, authority_, host, kNow), X509_V_OK) << host;
  }
  EXPECT_EQ(verify(server_, authority_, "oidc.eks.eu-west-1.amazonaws.com", kNow),
            X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verify(server_, authority_, "a.b.s3.localhost", kNow), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verify(server_, authority_, "127.0.0.2", kNow), X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(Certificate, is_refused_under_another_authority_of_the_same_name) {
  Credential other = *make_authority("Slipway local authority", kNow);
  EXPECT_NE(verify(server_, other, "127.0.0.1", kNow), X509_V_OK);
}

TEST_F(Certificate, has_its_span_of_life) {
  using std::chrono::hours;
  EXPECT_EQ(verify(server_, authority_, "::1", kNow - std::chrono::minutes(4)), X509_V_OK);
  EXPECT_EQ(verify(server_, authority_, "::1", kNow - hours(1)), X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(verify(server_, authority_, "::1", kNow + hours(24 * 396)), X509_V_OK);
  EXPECT_EQ(verify(server_, authority_, "::1", kNow + hours(24 * 398)), X509_V_ERR_CERT_HAS_EXPIRED);
  Credential later = *issue_certificate(authority_, {"::1"}, kNow + hours(24 * 3600));
  EXPECT_EQ(verify(later, authority_, "::1", kNow + hours(24 * 3651)), X509_V_OK);
}

TEST_F(Certificate, says_when_it_expires) {
  EXPECT_EQ(*expiry(server_.certificate_pem), kNow + std::chrono::hours(24 * 397));
  EXPECT_FALSE(expiry("nonsense"));
}

TEST_F(Certificate, comes_with_its_chain_and_key) {
  size_t second = server_.certificate_pem.find("-----BEGIN", 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_EQ(server_.certificate_pem.substr(second), authority_.certificate_pem);
  OwnedX509 leaf = read(server_.certificate_pem);
  OwnedBio bio(BIO_new_mem_buf(server_.key_pem.reveal().data(), -1));
  OwnedKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  EXPECT_EQ(X509_check_private_key(leaf.get(), key.get()), 1);
}

TEST_F(Certificate, of_a_client_says_who_it_is_and_serves_nobody) {
  Credential client =
      *issue_client_certificate(authority_, {"system:node:n1", {"system:nodes", "others"}}, kNow);
  EXPECT_EQ(verify(client, authority_, "", kNow, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(verify(client, authority_, "", kNow), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(verify(server_, authority_, "", kNow, X509_PURPOSE_SSL_CLIENT), X509_V_ERR_INVALID_PURPOSE);
  Credential both = *issue_certificate(authority_, {"127.0.0.1"}, kNow, true);
  EXPECT_EQ(verify(both, authority_, "127.0.0.1", kNow), X509_V_OK);
  EXPECT_EQ(verify(both, authority_, "", kNow, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  OwnedX509 leaf = read(client.certificate_pem);
  char subject[256];
  X509_NAME_oneline(X509_get_subject_name(leaf.get()), subject, sizeof subject);
  EXPECT_STREQ(subject, "/O=system:nodes/O=others/CN=system:node:n1");
}

TEST_F(Certificate, cannot_sign_another_one) {
  Credential forged = *issue_certificate(server_, {"example.com"}, kNow);
  EXPECT_NE(verify(forged, authority_, "example.com", kNow), X509_V_OK);
}

TEST_F(Certificate, has_key_ids_and_a_serial_of_its_own) {
  OwnedX509 root = read(authority_.certificate_pem);
  OwnedX509 leaf = read(server_.certificate_pem);
  OwnedX509 other = read(issue_certificate(authority_, {"::1"}, kNow)->certificate_pem);
  ASSERT_TRUE(X509_get0_subject_key_id(root.get()));
  ASSERT_TRUE(X509_get0_authority_key_id(leaf.get()));
  EXPECT_EQ(ASN1_STRING_cmp(X509_get0_subject_key_id(root.get()), X509_get0_authority_key_id(leaf.get())), 0);
  EXPECT_NE(ASN1_INTEGER_cmp(X509_get0_serialNumber(leaf.get()), X509_get0_serialNumber(other.get())), 0);
}

TEST_F(Certificate, refuses_names_that_are_none) {
  for (const char* name : {"", "a b", "a,DNS:b", "https://a", "\xC3\xA9"}) {
    EXPECT_FALSE(issue_certificate(authority_, {name}, kNow)) << name;
  }
  EXPECT_FALSE(issue_certificate(authority_, {}, kNow));
}

// Beside what `openssl x509 -noout -fingerprint -sha1` prints.
TEST(Thumbprint, is_the_sha1_of_the_der) {
  std::string pem = R"(-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUWpyVmU7Iv3TiR04xiSpCHL93/OswCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKdGh1bWJwcmludDAeFw0yNjExMjEyMzM3NTdaFw0yNjExMjIy
MzM3NTdaMBUxEzARBgNVBAMMCnRodW1icHJpbnQwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQfSqtOJ4AKoVVDPZO9ID6X84NbflhxW388eWZL/MN+aNqSRb7j9G+v
6wL0zathgkyw6U3UoSp5ePuIT6wgW182o1MwUTAdBgNVHQ4EFgQUaEwnFyTlXVos
PJCUYuVb+4A3lyswHwYDVR0jBBgwFoAUaEwnFyTlXVosPJCUYuVb+4A3lyswDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiACV0VRfnW9Gr+iV7o6iyFY
j/BmYhMmHjvaNzrtsOTdTwIhAMUlvoJ7dBZmlEH7PKF9arf/OhO1rJx7DxtxCzmt
lW4G
-----END CERTIFICATE-----
)";
  std::string expected = "cda47721a9826d7705f5d8dd6709b3ef7a721bf9";
  EXPECT_EQ(*thumbprint(pem), expected);
  EXPECT_EQ(*thumbprint(pem + make_authority("a", kNow)->certificate_pem), expected);
  EXPECT_FALSE(thumbprint("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(thumbprint(""));
}

}  // namespace
}  // namespace crypto
