#include "services/iam/issuer_url.h"

#include <algorithm>

#include "net/url.h"
#include "services/iam/entities.h"

namespace account::iam {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kInvalid = "Invalid Open ID Connect Provider URL";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// RFC 3986 section 3.3.
bool is_path(std::string_view text) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=:@/";
  for (size_t i = 0; i < text.size(); ++i) {
    bool is_escape = text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
    if (!is_escape && !is_alphanumeric(text[i]) && kMarks.find(text[i]) == std::string_view::npos)
      return false;
  }
  return true;
}

// RFC 1123 section 2.1.
bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host_name(std::string_view text) {
  while (true) {
    size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

tl::unexpected<aws::Error> no_url() {
  return aws::error("ValidationError", 400, "{}", kInvalid);
}

}  // namespace

aws::Result<IssuerUrl> read_issuer_url(const std::string& text) {
  if (text.find("://") == std::string::npos) return no_url();
  if (!text.starts_with(kScheme))
    return invalid_input(fmt::format("{}. The URL must begin with https://.", kInvalid));
  std::string name = text.substr(kScheme.size());
  size_t authority_end = std::min(name.find_first_of("/?#"), name.size());
  std::string authority = name.substr(0, authority_end);
  std::string path = name.substr(authority_end);
  if (authority.empty()) return no_url();
  bool has_more = path.find_first_of("?#") != std::string::npos || authority.find('@') != std::string::npos;
  if (!has_more && !is_path(path)) return no_url();
  auto url = net::Url::parse(text);
  bool is_literal = authority.front() == '[';  // of IPv6, at which the parser has looked
  if (!url || has_more || authority.ends_with(':') || !(is_literal || is_host_name(url->host)))
    return invalid_input(fmt::format("{}.", kInvalid));
  size_t host_end = is_literal ? authority.find(']') : 0;
  return IssuerUrl{std::move(name), authority.find(':', host_end) != std::string::npos};
}

tl::unexpected<aws::Error> refuse_port(const std::string& text) {
  return invalid_input(fmt::format(
      "{}. AWS takes no port. Here an issuer of this machine or its private networks may have one, and "
      "`{}` is not known to be such: see `--issuer` of `slipway account serve`",
      kInvalid, text));
}

}  // namespace account::iam
