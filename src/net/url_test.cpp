#include "net/url.h"

#include <gtest/gtest.h>

namespace net {
namespace {

struct Good {
  const char* text;
  bool tls;
  const char* host;
  uint16_t port;
  const char* target;
  const char* host_header;
};

TEST(Url, Parses) {
  const Good rows[] = {
      {"http://a", false, "a", 80, "/", "a"},
      {"https://Example.COM/Path?q=1", true, "example.com", 443, "/Path?q=1", "example.com"},
      {"HTTPS://a:443/", true, "a", 443, "/", "a"},
      {"http://a:443", false, "a", 443, "/", "a:443"},
      {"http://a:/x", false, "a", 80, "/x", "a"},
      {"http://a?x=/y", false, "a", 80, "/?x=/y", "a"},
      {"http://127.0.0.1:4566/%20", false, "127.0.0.1", 4566, "/%20", "127.0.0.1:4566"},
      {"https://[::1]:8443/x", true, "::1", 8443, "/x", "[::1]:8443"},
      {"https://[2001:DB8::1]", true, "2001:db8::1", 443, "/", "[2001:db8::1]"},
      {"http://my_bucket.s3.localhost:1/", false, "my_bucket.s3.localhost", 1, "/",
       "my_bucket.s3.localhost:1"},
  };
  for (const Good& row : rows) {
    auto url = Url::parse(row.text);
    ASSERT_TRUE(url) << row.text << ": " << url.error().message;
    EXPECT_EQ(url->tls, row.tls) << row.text;
    EXPECT_EQ(url->host, row.host) << row.text;
    EXPECT_EQ(url->port, row.port) << row.text;
    EXPECT_EQ(url->target, row.target) << row.text;
    EXPECT_EQ(url->host_header(), row.host_header) << row.text;
  }
}

TEST(Url, RefusesWhatCouldBeMisread) {
  for (const char* text : {"",
                           "a",
                           "//a",
                           "ftp://a",
                           "http:/a",
                           "http://",
                           "http:///x",
                           "http://:80",
                           "http://a:0",
                           "http://a:65536",
                           "http://a:b",
                           "http://a:1:2",
                           "http://a:-1",
                           "http://a:+1",
                           "http://u@a",
                           "http://u:p@a/",
                           "http://a/#f",
                           "http://a/ b",
                           "http://a/\r\nX: 1",
                           "http://a\\b",
                           "http://a%2fb",
                           "http://[::1",
                           "http://[a]",
                           "http://[1.2.3.4]",
                           "http://[::1]x",
                           "http://.a",
                           "http://a/\xc3\xbc"}) {
    auto url = Url::parse(text);
    EXPECT_FALSE(url) << text;
  }
}

}  // namespace
}  // namespace net
