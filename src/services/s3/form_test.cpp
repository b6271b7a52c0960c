#include "services/s3/form.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace account::s3 {
namespace {

// A body that comes in pieces of the same size, so that boundaries are torn apart.
class Trickle final : public net::BodyReader {
 public:
  Trickle(std::string content, size_t step) : content_(std::move(content)), step_(step) {}
  base::Result<size_t> read(char* buffer, size_t size) override {
    size_t taken = std::min({size, step_, content_.size() - at_});
    content_.copy(buffer, taken, at_);
    at_ += taken;
    return taken;
  }

 private:
  std::string content_;
  size_t step_;
  size_t at_ = 0;
};

net::Request request_of(std::string body, size_t step = 1 << 20,
                        std::string type = "multipart/form-data; boundary=XX") {
  net::Request request;
  request.headers.set("Content-Type", std::move(type));
  request.body = std::make_shared<Trickle>(std::move(body), step);
  return request;
}

std::string content_of(net::BodyReader& file) {
  auto content = net::read_all(file, 1 << 20);
  return content ? *content : "error: " + content.error().message;
}

constexpr char kForm[] =
    "--XX\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nuser/${filename}\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"x-amz-meta-tag\"\r\n\r\nNinja\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"X-Amz-Meta-Tag\"\r\n\r\nStallman\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\a \\\"b\\\".txt\"\r\n"
    "Content-Type: text/plain\r\n\r\nfirst\r\n--X\r\n--\r\nlast\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--XX--\r\n";

TEST(Form, is_read_up_to_its_file_however_it_arrives) {
  for (size_t step : {size_t{1}, size_t{3}, size_t{7}, size_t{1} << 20}) {
    net::Request request = request_of(kForm, step);
    auto form = read_form(request);
    ASSERT_TRUE(form) << step;
    ASSERT_EQ(form->fields.size(), 2U);
    EXPECT_EQ(form->get("KEY"), "user/${filename}");
    EXPECT_EQ(form->get("x-amz-meta-tag"), "Ninja,Stallman");
    EXPECT_EQ(form->find("submit"), nullptr);
    EXPECT_EQ(form->file_name, "a \"b\".txt");
    EXPECT_EQ(content_of(*form->file), "first\r\n--X\r\n--\r\nlast");
    char more;
    EXPECT_EQ(*request.body->read(&more, 1), 0U) << "the rest must be passed over";
  }
}

TEST(Form, may_have_a_preamble_and_a_quoted_boundary) {
  net::Request request =
      request_of("preamble\r\n--X X  \r\nContent-Disposition: form-data; name=file\r\n\r\n\r\n--X X--",
                 1 << 20, "Multipart/Form-Data; charset=utf-8; boundary=\"X X\"");
  auto form = read_form(request);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->file_name, std::nullopt);
  EXPECT_EQ(content_of(*form->file), "");
}

struct Broken {
  const char* body;
  const char* type;
  const char* code;
};

class BrokenForm : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenForm, is_refused_with_the_code_of_s3) {
  net::Request request = request_of(GetParam().body, 1 << 20, GetParam().type);
  auto form = read_form(request);
  ASSERT_FALSE(form);
  EXPECT_EQ(fmt::format("{} {}", form.error().status, form.error().code), GetParam().code);
}

constexpr char kType[] = "multipart/form-data; boundary=XX";

INSTANTIATE_TEST_SUITE_P(
    All, BrokenForm,
    ::testing::Values(Broken{"", "text/html", "412 PreconditionFailed"},
                      Broken{"", "", "412 PreconditionFailed"},
                      Broken{kForm, "multipart/form-data", "400 MalformedPOSTRequest"},
                      Broken{kForm, "multipart/form-data; boundary=", "400 MalformedPOSTRequest"},
                      Broken{"", kType, "400 MalformedPOSTRequest"},
                      Broken{"no boundary", kType, "400 MalformedPOSTRequest"},
                      Broken{"--YYY\r\n", kType, "400 MalformedPOSTRequest"},
                      Broken{"--XX\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk", kType,
                             "400 MalformedPOSTRequest"},
                      Broken{"--XX\r\nContent-Disposition: form-data\r\n\r\nk\r\n--XX--", kType,
                             "400 MalformedPOSTRequest"},
                      // Only `form-data` named `file` is the file.
                      Broken{"--XX\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n"
                             "--XX\r\nContent-Disposition: file; name=\"file\"\r\n\r\nf\r\n--XX--\r\n",
                             kType, "400 InvalidArgument"},
                      Broken{"--XX--\r\n", kType, "400 InvalidArgument"}));

TEST(Form, has_at_most_20_KiB_before_its_file) {
  auto with = [](size_t size) {
    return fmt::format(
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}\r\n"
        "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nf\r\n--XX--\r\n",
        std::string(size, 'x'));
  };
  net::Request fits = request_of(with(20'000));
  EXPECT_TRUE(read_form(fits));
  net::Request large = request_of(with(20'480));
  auto form = read_form(large);
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().code, "MaxPostPreDataLengthExceeded");
}

TEST(Form, whose_file_does_not_end_is_an_error) {
  net::Request request =
      request_of("--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nsome\r\n--X");
  auto form = read_form(request);
  ASSERT_TRUE(form);
  EXPECT_EQ(content_of(*form->file), "error: the form ends within its file");
}

}  // namespace
}  // namespace account::s3
