// RSA public keys as OpenSSH writes them (RFC 4253 section 6.6: `ssh-rsa BASE64 COMMENT`), and as PEM.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/key.h"

namespace crypto {

// From either form. Refuses keys that are not RSA, or that PublicKey refuses.
base::Result<PublicKey> read_ssh_key(std::string_view text);

std::string to_openssh(const PublicKey& rsa_key);       // `ssh-rsa BASE64`, without a comment
std::string ssh_fingerprint(const PublicKey& rsa_key);  // MD5 over the key's bytes, hex in pairs with colons

}  // namespace crypto
