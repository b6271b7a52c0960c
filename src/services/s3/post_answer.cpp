#include "services/s3/post_answer.h"

#include <algorithm>

#include "aws/protocol/xml_writer.h"
#include "base/encoding.h"
#include "base/text.h"

namespace account::s3 {
namespace {

// An absolute URL; of anything else S3 takes no notice.
bool is_url(std::string_view text) {
  std::string lowered = base::lower(text.substr(0, 8));
  bool has_scheme = lowered.starts_with("http://") || lowered.starts_with("https://");
  return has_scheme &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// As forms write it: a space is a plus.
std::string query_value(std::string_view text) {
  std::string encoded = base::percent_encode(text);
  for (size_t at = 0; (at = encoded.find("%20", at)) != std::string::npos; ++at) encoded.replace(at, 3, "+");
  return encoded;
}

std::string redirect(const std::string& url, std::string_view bucket, std::string_view key,
                     std::string_view etag) {
  return fmt::format("{}{}bucket={}&key={}&etag={}", url, url.find('?') == std::string::npos ? '?' : '&',
                     query_value(bucket), query_value(key), query_value(etag));
}

// Where the object is, for whoever reaches the same host.
std::string location(const net::Request& request, const aws::S3Place& place, std::string_view key) {
  std::string bucket = place.virtual_host ? "" : base::percent_encode(place.bucket) + "/";
  return fmt::format("{}://{}/{}{}", request.tls ? "https" : "http", request.headers.get("Host"), bucket,
                     base::percent_encode(key));
}

std::string document(std::string_view location, std::string_view bucket, std::string_view key,
                     std::string_view etag) {
  aws::XmlWriter xml;
  xml.declaration();
  xml.open("PostResponse");
  xml.element("Location", location);
  xml.element("Bucket", bucket);
  xml.element("Key", key);
  xml.element("ETag", etag);
  xml.close("PostResponse");
  return xml.take();
}

}  // namespace

void answer_form(const net::Request& request, const aws::S3Place& place, const Form& form,
                 const std::string& key, net::Response& response) {
  std::string etag(response.headers.get("ETag"));
  std::string url(form.get(form.find("success_action_redirect") ? "success_action_redirect" : "redirect"));
  std::string_view status = form.get("success_action_status");
  std::string where = location(request, place, key);
  response.headers.erase("Content-Type");
  response.body = "";
  response.headers.set("Location", where);
  if (is_url(url)) {
    response.status = 303;
    response.headers.set("Location", redirect(url, place.bucket, key, etag));
  } else if (status == "201") {
    response.status = 201;
    response.headers.set("Content-Type", "application/xml");
    response.body = document(where, place.bucket, key, etag);
  } else {
    response.status = status == "200" ? 200 : 204;
  }
}

}  // namespace account::s3
