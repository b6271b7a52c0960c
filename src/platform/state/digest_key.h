// The key of the digests by which values that may be secret are compared: of variables, files, and what jobs leave.
// States and plans hold such digests, and are copied and passed on; without the key nobody can try values against
// them. It is in the home, for its owner only. Beside a state that is kept elsewhere stands the one of the machine that
// began it, or has moved it there: so all machines have the same digest of the same value.
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "engine/keep/keep.h"
#include "platform/state/home.h"

namespace platform {

class DigestKey {
 public:
  // The one of this home; where there is none yet, one that tells nothing.
  static base::Result<DigestKey> read(const Home& home);
  // That beside a state, or else the one of this home.
  static base::Result<DigestKey> of(engine::Keep& state, const Home& home);
  // Makes it where there is none. Of several that make it at once, the first one's counts.
  static base::Status make(const Home& home, base::Random& random);

  // Beside a state that is kept elsewhere, unless there is one.
  base::Status put_beside(engine::Keep& state, const engine::Lease& lease) const;
  // As `engine::move_keep` takes it.
  const std::string& text() const { return key_; }

  // Of what is called so; hexadecimal. Without a key it is the same for all values: what is compared by it then was
  // never made, or its state is of another home and is looked at anew.
  std::string digest(std::string_view name, std::string_view value) const;

 private:
  explicit DigestKey(std::string key) : key_(std::move(key)) {}

  std::string key_;  // empty: none
};

// Of a text as a whole, by no key.
std::string digest_of_text(std::string_view text);

}  // namespace platform
