// The examples are those of RFC 8949, appendix A.
#include "aws/protocol/cbor.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace aws {
namespace {

std::string read(std::string_view hex) {
  auto text = json_of_cbor(*base::unhex(hex));
  return text ? *text : text.error().code;
}

TEST(Cbor, reads_what_the_standard_shows) {
  struct Row {
    std::string_view hex, json;
  };
  for (auto [hex, expected] : {Row{"00", "0"},
                               Row{"17", "23"},
                               Row{"1818", "24"},
                               Row{"1903e8", "1000"},
                               Row{"1a000f4240", "1000000"},
                               Row{"1b000000e8d4a51000", "1000000000000"},
                               Row{"20", "-1"},
                               Row{"3903e7", "-1000"},
                               Row{"fb3ff199999999999a", "1.1"},
                               Row{"f93e00", "1.5"},
                               Row{"f90001", "5.960464477539063e-8"},
                               Row{"fa47c35000", "100000.0"},
                               Row{"f97c00", R"("Infinity")"},
                               Row{"f97e00", R"("NaN")"},
                               Row{"f9fc00", R"("-Infinity")"},
                               Row{"f4", "false"},
                               Row{"f5", "true"},
                               Row{"f6", "null"},
                               Row{"c11a514b67b0", "1363896240"},
                               Row{"c1fb41d452d9ec200000", "1363896240.5"},
                               Row{"4401020304", R"("AQIDBA==")"},
                               Row{"6449455446", R"("IETF")"},
                               Row{"62c3bc", R"("ü")"},
                               Row{"83010203", "[1,2,3]"},
                               Row{"a26161016162820203", R"({"a":1,"b":[2,3]})"},
                               Row{"7f657374726561646d696e67ff", R"("streaming")"},
                               Row{"5f42010243030405ff", R"("AQIDBAU=")"},
                               Row{"9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
                               Row{"bf61610161629f0203ffff", R"({"a":1,"b":[2,3]})"},
                               Row{"", "{}"}})
    EXPECT_EQ(read(hex), expected) << hex;
}

TEST(Cbor, refuses_what_is_none) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "81";
  for (const std::string& hex :
       {std::string("18"), std::string("1c"), std::string("1b8000000000000000"), std::string("62c3"),
        std::string("62c328"), std::string("8201"), std::string("a10101"), std::string("a2616101616102"),
        std::string("9f01"), std::string("7f01ff"), std::string("f8ff"), std::string("ff"),
        std::string("0000"), std::string("5bffffffffffffffff"), std::string("9bffffffffffffffff"),
        deep + "00"})
    EXPECT_EQ(read(hex), "SerializationException") << hex;
}

std::string answered(int status, std::string json, std::string_view operation) {
  net::Response response;
  response.status = status;
  response.body = std::move(json);
  answer_in_cbor(response, Service::find("cloudwatch")->find_operation(operation)->output());
  EXPECT_EQ(response.headers.get("smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/cbor");
  return base::hex(std::get<std::string>(response.body));
}

// Times have their tag, and numbers that may have fractions are written as such.
TEST(Cbor, writes_by_the_model) {
  EXPECT_EQ(answered(200, R"({"Datapoints":[{"Timestamp":1363896240,"Sum":1,"Unit":"None"}]})",
                     "GetMetricStatistics"),
            "a16a44617461706f696e747381a36954696d657374616d70c1fb41d452d9ec0000006353756dfb3ff000000000000064"
            "556e697464"
            "4e6f6e65");
  EXPECT_EQ(answered(200, R"({"DashboardEntries":[{"Size":300}]})", "ListDashboards"),
            "a17044617368626f617264456e747269657381a16453697a6519012c");
  EXPECT_EQ(answered(200, "{}", "PutMetricData"), "a0");
  EXPECT_EQ(answered(400, R"({"__type":"E","n":-5,"b":true,"x":null})", "ListDashboards"),
            "a4665f5f747970656145616e2461"
            "62f56178f6");
}

}  // namespace
}  // namespace aws
