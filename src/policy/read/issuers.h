// The issuers of web identities that are known: what their subjects look like, and whose they are.
//
// Sources: IAM User Guide, "Identity-provider controls for shared OIDC providers" (what IAM demands), and
// each issuer's own documentation of its tokens. Which claims STS makes condition keys says the catalog.
#pragma once

#include <span>
#include <string_view>

namespace policy {

// What a claim of an issuer's tokens says.
struct Claim {
  std::string_view name;
  // With `{owner}` for whoever the token belongs to. Empty: whoever asks for a token chooses it, or brings it about.
  std::string_view form;
};

struct Issuer {
  std::string_view url;    // without https://; `*` stands for what differs by customer
  std::string_view name;   // GitHub Actions
  std::string_view owner;  // what it calls the owner of a token: `organization`
  // Whoever signs up gets tokens of it, so that the issuer alone says nothing.
  bool is_shared = false;
  // The condition key that IAM demands of a trust policy: a claim, or a key with its service; empty: none.
  std::string_view demanded;
  // The forms of `sub`: `{owner}` is one name, other `{...}` are whatever the owner likes, one word or, with
  // `{...*}`, any text. A form without `{owner}` is one that anybody can have.
  std::span<const std::string_view> subjects;
  std::span<const Claim> claims;  // those that do not belong to whoever asks
  std::string_view advice;        // a subject that is narrow enough
};

// `url` as in a provider's ARN, with its path. Unknown ones are taken for what a cluster has, whose subjects
// are service accounts.
const Issuer& issuer_of(std::string_view url);

}  // namespace policy
