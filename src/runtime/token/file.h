// The file with a service's token: written for its reader (an SDK in a container), replaced atomically.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace runtime {

// The file `token` in `folder`. The folder is 0755 and the file 0644, since a container's user need not be
// ours; the folder's parent is made 0700, which keeps everybody else on this machine out.
base::Status write_token(const std::string& folder, std::string_view token);
// The same where there is a token folder; not_found if it has gone, which means that the token is not wanted any more.
base::Status replace_token(const std::string& folder, std::string_view token);
base::Result<std::string> read_token(const std::string& folder);
// Removes the folder with its token. Nothing there is no error.
base::Status remove_token(const std::string& folder);

std::string token_file(const std::string& folder);

// When a token was issued and expires, as it says itself: nobody has verified it. nullopt: it is no JWT with
// `exp` (RFC 7519, section 4.1.4).
struct TokenLife {
  base::Time issued;  // `iat`, or else the epoch
  base::Time expires;

  // When it is to be replaced: 80 % of its life are over, as the kubelet counts.
  base::Time due() const { return issued + (expires - issued) * 4 / 5; }
};
std::optional<TokenLife> token_life(std::string_view token);

}  // namespace runtime
