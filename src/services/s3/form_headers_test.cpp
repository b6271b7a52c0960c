#include "services/s3/form_headers.h"

#include <gtest/gtest.h>

namespace account::s3 {
namespace {

TEST(FormHeaders, are_those_of_an_upload_and_no_others) {
  Form form;
  form.fields = {{"key", "k"},
                 {"ACL", "public-read"},
                 {"Content-Type", "image/png"},
                 {"X-Amz-Meta-TAG", "a"},
                 {"x-amz-storage-class", "STANDARD_IA"},
                 {"x-amz-server-side-encryption", "AES256"},
                 {"x-amz-copy-source", "other/secret"},
                 {"x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                 {"x-amz-security-token", "t"},
                 {"Authorization", "AWS a:b"},
                 {"Host", "elsewhere"},
                 {"tagging",
                  "<Tagging><TagSet><Tag><Key>a b</Key><Value>1&amp;2</Value></Tag>"
                  "<Tag><Key>c</Key><Value/></Tag></TagSet></Tagging>"}};
  auto headers = headers_of(form);
  ASSERT_TRUE(headers) << headers.error().message;
  std::string told;
  for (const net::Header& header : *headers) told += fmt::format("{}: {}\n", header.name, header.value);
  EXPECT_EQ(told,
            "x-amz-acl: public-read\ncontent-type: image/png\nx-amz-meta-tag: a\n"
            "x-amz-storage-class: STANDARD_IA\nx-amz-server-side-encryption: AES256\n"
            "x-amz-tagging: a%20b=1%262&c=\n");
}

TEST(FormHeaders, have_tags_of_xml_only) {
  Form form;
  form.fields = {{"tagging", "a=b"}};
  auto headers = headers_of(form);
  ASSERT_FALSE(headers);
  EXPECT_EQ(headers.error().code, "MalformedXML");
}

TEST(FormHeaders, keep_metadata_to_ascii) {
  EXPECT_EQ(encoded_word("plain text"), "plain text");
  EXPECT_EQ(encoded_word("ÄMÄZÕÑ S3"), "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=");
  EXPECT_EQ(encoded_word(std::string("\0\1\2\3\4", 5)), "=?UTF-8?B?AAECAwQ=?=");
  EXPECT_EQ(encoded_word("a\r\nSet-Cookie: b"), "=?UTF-8?B?YQ0KU2V0LUNvb2tpZTogYg==?=");
}

}  // namespace
}  // namespace account::s3
