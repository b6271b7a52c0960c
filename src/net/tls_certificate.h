// The certificate that one side of TLS shows. Internal to net.
#pragma once

#include <openssl/ssl.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace net {

// The certificate that this side shows, with its chain, and the key. `whose` is for messages: "the server's".
base::Status use_certificate(SSL_CTX* context, const std::string& chain_pem, const base::Secret& key_pem,
                             std::string_view whose);

}  // namespace net
