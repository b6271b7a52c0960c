// Inside identity only: one visit to an issuer, without any memory of the last one.
#pragma once

#include "identity/web_identity.h"

namespace identity {

// Fetches the discovery document of the provider's URL, then the key set that it names.
//
// InvalidIdentityToken: what the issuer gave cannot be used, its certificate is not trusted, or its address
// is not one that may be asked. IDPCommunicationError: it did not answer, or said that it cannot now.
TokenResult<crypto::Jwks> fetch_keys(const Provider& provider, const KeyCache::Options& options,
                                     const base::Deadline& deadline);

// See KeyCache::fetch_thumbprint.
base::Result<std::string> fetch_top_thumbprint(const std::string& issuer_url,
                                               const KeyCache::Options& options,
                                               const base::Deadline& deadline);

// See KeyCache::is_local.
bool is_local_issuer(const std::string& issuer_url, const KeyCache::Options& options,
                     const base::Deadline& deadline);

}  // namespace identity
