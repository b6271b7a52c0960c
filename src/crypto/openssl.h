// Inside crypto only: OpenSSL's objects with their owners, and its error queue as an Error.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crypto {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, FreeWith<Free>>;

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedBignum = Owned<BIGNUM, BN_clear_free>;
using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using OwnedKeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using OwnedMd = Owned<EVP_MD, EVP_MD_free>;
using OwnedMdContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using OwnedX509 = Owned<X509, X509_free>;

inline const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* as_bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// "WHAT: OpenSSL's reason". Empties the queue of this thread: net reads the same queue after a TLS call, and
// must not find a failure of ours in it.
inline base::Error openssl_error(std::string_view what, base::ErrorKind kind = base::ErrorKind::internal) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return {kind, fmt::format("{}: {}", what, reason ? reason : "no reason given"), {}};
}

}  // namespace crypto
