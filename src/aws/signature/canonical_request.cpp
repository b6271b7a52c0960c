#include "aws/signature/canonical_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace aws {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

constexpr std::array<bool, 256> make_unreserved() {
  std::array<bool, 256> table{};
  for (unsigned char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"))
    table[c] = true;
  return table;
}
constexpr auto kUnreserved = make_unreserved();  // RFC 3986 section 2.3

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_encoded(std::string& out, unsigned char byte) {
  if (kUnreserved[byte]) {
    out += static_cast<char>(byte);
  } else {
    out += '%';
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
}

// Decodes and encodes again in one go, so that %7e, %7E and ~ come out alike.
void append_recoded(std::string& out, std::string_view text, bool plus_is_space, bool keep_slash) {
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '%' && i + 2 < text.size()) {
      int high = hex_digit(text[i + 1]);
      int low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        append_encoded(out, static_cast<unsigned char>(high << 4 | low));
        i += 2;
        continue;
      }
    }
    if (byte == '+' && plus_is_space) {
      out += "%20";
    } else if (byte == '/' && keep_slash) {
      out += '/';
    } else {
      append_encoded(out, byte);
    }
  }
}

// RFC 3986 section 5.2.4, and empty segments go too, as AWS wants it.
std::vector<std::string_view> plain_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::string_view segment : base::split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  return segments;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

// Trimmed, and each run of white space one space.
void append_collapsed(std::string& out, std::string_view value) {
  size_t begin = out.size();
  bool gap = false;
  for (char c : value) {
    if (is_space(c)) {
      gap = out.size() > begin;
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += c;
  }
}

}  // namespace

bool is_s3(std::string_view service) {
  return service == "s3" || service == "s3express" || service == "s3-outposts" ||
         service == "s3-object-lambda";
}

void append_canonical_uri(std::string& out, std::string_view path, bool s3) {
  if (path.empty() || path == "/") {
    out += '/';
    return;
  }
  if (s3) {
    append_recoded(out, path, false, true);
    return;
  }
  auto segments = plain_segments(path);
  for (std::string_view segment : segments) {
    out += '/';
    for (unsigned char c : segment) append_encoded(out, c);
  }
  if (segments.empty() || path.back() == '/') out += '/';
}

void append_canonical_query(std::string& out, std::string_view query) {
  if (query.empty()) return;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::string_view part : base::split(query, '&')) {
    if (part.empty()) continue;
    size_t equals = std::min(part.find('='), part.size());
    std::pair<std::string, std::string> pair;
    append_recoded(pair.first, part.substr(0, equals), true, false);
    if (equals < part.size()) append_recoded(pair.second, part.substr(equals + 1), true, false);
    if (pair.first != "X-Amz-Signature") pairs.push_back(std::move(pair));
  }
  std::sort(pairs.begin(), pairs.end());
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) out += '&';
    out.append(pairs[i].first).append("=").append(pairs[i].second);
  }
}

bool append_canonical_headers(std::string& out, const net::Headers& headers,
                              const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    out += name;
    char separator = ':';
    for (const net::Header& header : headers) {
      if (header.name.size() != name.size() || !base::equal_ignoring_case(header.name, name)) continue;
      out += separator;
      append_collapsed(out, header.value);
      separator = ',';
    }
    if (separator == ':') return false;
    out += '\n';
  }
  return true;
}

std::string canonical_request(const CanonicalParts& parts, const net::Headers& headers,
                              const std::vector<std::string>& signed_headers) {
  std::string out;
  out.reserve(512 + parts.path.size() + parts.query.size());
  out.append(parts.method).append("\n");
  append_canonical_uri(out, parts.path, parts.s3);
  out += '\n';
  append_canonical_query(out, parts.query);
  out += '\n';
  if (!append_canonical_headers(out, headers, signed_headers)) return {};
  for (const std::string& name : signed_headers)
    out.append(&name == &signed_headers[0] ? "\n" : ";").append(name);
  out.append("\n").append(parts.payload_hash);
  return out;
}

std::string string_to_sign(std::string_view timestamp, std::string_view scope, std::string_view canonical) {
  std::string out;
  out.reserve(17 + 17 + scope.size() + 1 + 64);
  out.append("AWS4-HMAC-SHA256\n").append(timestamp).append("\n").append(scope).append("\n");
  return out.append(base::hex(crypto::sha256(canonical)));
}

}  // namespace aws
