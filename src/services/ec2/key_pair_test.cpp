#include "services/ec2/key_pair.h"

#include <gtest/gtest.h>

#include "crypto/ssh_key.h"

namespace account::ec2 {
namespace {

// Fingerprints as `openssl pkey -pubin -outform DER | openssl md5 -c` and `ssh-keygen -l` tell them.
TEST(KeyPairs, have_the_fingerprints_of_aws) {
  auto key = read_public_key(
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f somebody");
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->type, "ed25519");
  EXPECT_EQ(key->fingerprint, "ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA=");
  EXPECT_FALSE(read_public_key("ssh-ed25519 AAAA"));
  EXPECT_FALSE(read_public_key("nothing"));
}

TEST(KeyPairs, that_are_made_fit_together) {
  auto made = make_rsa_key();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->pem.reveal().starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
  EXPECT_EQ(made->fingerprint.size(), 20u * 3 - 1);
  auto read = read_public_key(made->openssh);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->openssh, made->openssh);
  EXPECT_EQ(read->fingerprint.size(), 16u * 3 - 1);
}

}  // namespace
}  // namespace account::ec2
