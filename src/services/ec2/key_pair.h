// Key pairs: public keys that instances are given (EC2 User Guide, "Amazon EC2 key pairs and Amazon EC2 instances").
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"
#include "base/result.h"
#include "base/secret.h"

namespace account::ec2 {

// A public key as EC2 takes it: in the form of OpenSSH, or of an RSA key in PEM.
struct PublicKeyText {
  std::string type;     // rsa, ed25519
  std::string openssh;  // `ssh-rsa BASE64`
  std::string
      fingerprint;  // as ImportKeyPair tells it: MD5 of an RSA key's DER, SHA-256 of the others' bytes
};
base::Result<PublicKeyText> read_public_key(std::string_view text);

// An RSA key that EC2 made: what its owner gets, and never again.
struct MadeKey {
  base::Secret pem;  // PKCS #1
  std::string openssh;
  std::string fingerprint;  // SHA-1 of the private key's DER (PKCS #8)
};
base::Result<MadeKey> make_rsa_key();

}  // namespace account::ec2
