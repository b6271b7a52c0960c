#include "identity/aws_claims.h"

#include <algorithm>

#include "base/text.h"

namespace identity {
namespace {

constexpr std::string_view kSourceIdentity = "https://aws.amazon.com/source_identity";
constexpr std::string_view kTags = "https://aws.amazon.com/tags";
// IAM User Guide, "Pass session tags in AWS STS".
constexpr size_t kMaxTags = 50;
constexpr size_t kMaxKeySize = 128;
constexpr size_t kMaxValueSize = 256;

tl::unexpected<TokenError> invalid(std::string_view claim, std::string_view what) {
  return tl::unexpected(TokenError{TokenErrorCode::invalid_identity_token,
                                   fmt::format("the claim `{}` is not {}", claim, what)});
}

TokenResult<std::vector<std::string>> texts(const json::Value& value, std::string_view claim) {
  if (!value.is_array()) return invalid(claim, "a list of texts");
  std::vector<std::string> list;
  for (const json::Value& one : value.as_array()) {
    if (!one.is_string()) return invalid(claim, "a list of texts");
    list.push_back(one.as_string());
  }
  return list;
}

// STS, AssumeRole, SourceIdentity: 2 to 64 of [\w+=,.@-].
bool is_source_identity(std::string_view text) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  };
  return text.size() >= 2 && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

size_t characters(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

TokenResult<void> add_tag(std::string_view key, const json::Value& value, WebIdentity& identity) {
  bool fits = value.is_string() && !key.empty() && characters(key) <= kMaxKeySize &&
              characters(value.as_string()) <= kMaxValueSize;
  if (!fits) return invalid(kTags, "made of tags with one text value of at most 256 characters each");
  if (base::lower(key.substr(0, 4)) == "aws:") return invalid(kTags, "free of keys that begin with `aws:`");
  identity.tags[std::string(key)] = value.as_string();
  if (identity.tags.size() > kMaxTags) return invalid(kTags, "made of at most 50 tags");
  return {};
}

// {"principal_tags": {KEY: [VALUE]}, "transitive_tag_keys": [KEY]}
TokenResult<void> take_nested_tags(const json::Value& claim, WebIdentity& identity) {
  const json::Value* tags = claim.find("principal_tags");
  if (!claim.is_object() || (tags && !tags->is_object()))
    return invalid(kTags, "an object with `principal_tags`");
  if (tags) {
    for (const json::Member& tag : tags->as_object()) {
      if (!tag.value.is_array() || tag.value.as_array().size() != 1) {
        return invalid(kTags, "made of tags with a list of one text each");
      }
      TRY(add_tag(tag.name, tag.value.as_array()[0], identity));
    }
  }
  if (const json::Value* keys = claim.find("transitive_tag_keys")) {
    identity.transitive_tag_keys = TRY(texts(*keys, kTags));
  }
  return {};
}

// The same, one claim each: .../tags/principal_tags/KEY: VALUE and .../tags/transitive_tag_keys: [KEY].
TokenResult<void> take_flat_tags(const json::Value& claims, WebIdentity& identity) {
  const std::string prefix = std::string(kTags) + "/principal_tags/";
  for (const json::Member& claim : claims.as_object()) {
    if (!claim.name.starts_with(prefix)) continue;
    TRY(add_tag(std::string_view(claim.name).substr(prefix.size()), claim.value, identity));
  }
  if (const json::Value* keys = claims.find(std::string(kTags) + "/transitive_tag_keys")) {
    identity.transitive_tag_keys = TRY(texts(*keys, kTags));
  }
  return {};
}

}  // namespace

TokenResult<void> take_aws_claims(const json::Value& claims, WebIdentity& identity) {
  if (const json::Value* amr = claims.find("amr")) identity.amr = TRY(texts(*amr, "amr"));
  if (const json::Value* source = claims.find(kSourceIdentity)) {
    if (!source->is_string() || !is_source_identity(source->as_string())) {
      return invalid(kSourceIdentity, "2 to 64 letters, digits or any of _+=,.@-");
    }
    identity.source_identity = source->as_string();
  }
  TRY(take_flat_tags(claims, identity));
  if (const json::Value* tags = claims.find(kTags)) TRY(take_nested_tags(*tags, identity));
  return {};
}

}  // namespace identity
