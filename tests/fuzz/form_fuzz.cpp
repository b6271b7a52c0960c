// The policy of a browser's form in the first line, the form's body behind it. A form that is read has its fields
// once, and its file is what stands in the body; a policy that lets it in has a condition for each of its fields.
#include <cstdlib>

#include "base/text.h"
#include "services/s3/form.h"
#include "services/s3/post_policy.h"

namespace {

using account::s3::Form;

void require(bool holds) {
  if (!holds) std::abort();
}

aws::Result<Form> form_of(const net::Request& request) {
  auto form = account::s3::read_form(request);
  if (!form) return form;
  for (const auto& field : form->fields) require(form->find(field.name) == &field.value);
  return form;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  size_t line = std::min(input.find('\n'), input.size());
  std::string_view policy = input.substr(0, line);
  std::string body(input.substr(std::min(line + 1, input.size())));

  net::Request request;
  request.method = "POST";
  request.headers.set("Content-Type", "multipart/form-data; boundary=b");
  request.body_size = body.size();
  request.body = std::make_shared<net::StringBody>(body);
  auto form = form_of(request);
  if (!form) return 0;
  auto file = net::read_all(*form->file, body.size());
  if (file) require(body.find(*file) != std::string::npos);

  if (!account::s3::check_policy(policy, *form, "bucket", base::from_seconds(1'795'000'000))) return 0;
  std::string conditions = base::lower(policy);
  for (const auto& field : form->fields) {
    std::string name = base::lower(field.name);
    bool is_free = name.starts_with("x-ignore-") || name == "policy" || name == "signature" ||
                   name == "awsaccesskeyid" || name == "x-amz-signature";
    bool is_plain =
        name.find_first_of("\"\\\x7f") == std::string::npos;  // else JSON may write it in another way
    require(is_free || !is_plain || conditions.find(name) != std::string::npos ||
            conditions.find('\\') != std::string::npos);
  }
  return 0;
}
