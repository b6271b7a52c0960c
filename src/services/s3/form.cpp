#include "services/s3/form.h"

#include <algorithm>
#include <cstring>

#include "aws/payload/chunked_body.h"
#include "base/text.h"

namespace account::s3 {
namespace {

constexpr size_t kMaxFields = 20'480;  // bytes before the file
constexpr size_t kMaxBoundary = 70;    // RFC 2046 section 5.1.1
constexpr size_t kPiece = 64 << 10;

tl::unexpected<aws::Error> malformed() {
  return aws::error("MalformedPOSTRequest", 400,
                    "The body of your POST request is not well-formed multipart/form-data.");
}

// `; name="value"` behind the first word of a header. In quotes, only a quote is escaped: browsers write folders
// with backslashes.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
  size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    std::string_view rest = base::trim(header.substr(at + 1));
    size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string_view name = base::trim(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    std::string value;
    if (rest.starts_with('"')) {
      size_t i = 1;
      for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest.substr(i, 2) == "\\\"") ++i;
        value.push_back(rest[i]);
      }
      if (i >= rest.size()) return std::nullopt;
      rest.remove_prefix(i + 1);
    } else {
      value = base::trim(rest.substr(0, rest.find(';')));
    }
    if (base::equal_ignoring_case(name, wanted)) return value;
    size_t next = rest.find(';');
    at = next == std::string_view::npos ? next : static_cast<size_t>(rest.data() - header.data()) + next;
  }
  return std::nullopt;
}

// The body of a form, cut at its boundaries.
class Parts final : public net::BodyReader {
 public:
  Parts(net::BodyReader& body, const std::string& boundary)
      // The first boundary may stand at the very beginning: as if a line break went before it.
      : body_(body), delimiter_("\r\n--" + boundary), buffer_("\r\n") {}

  // The text up to a mark, which is passed over. An error: it does not come within `max` bytes.
  aws::Result<std::string> until(std::string_view mark, size_t max) {
    size_t from = 0;
    while (true) {
      size_t at = buffer_.find(mark, from);
      if (at == std::string::npos ? buffer_.size() > max + mark.size() : at > max) return too_large();
      if (at != std::string::npos) {
        std::string text = buffer_.substr(0, at);
        buffer_.erase(0, at + mark.size());
        return text;
      }
      from = buffer_.size() - std::min(buffer_.size(), mark.size() - 1);
      auto more = fill();
      if (!more) return tl::unexpected(aws::body_error(more.error()));
      if (!*more) return malformed();
    }
  }
  std::string_view delimiter() const { return delimiter_; }

  // The content of the last part that is read: the file.
  base::Result<size_t> read(char* buffer, size_t size) override {
    while (!at_end_) {
      size_t at = buffer_.find(delimiter_);
      size_t ready =
          at != std::string::npos ? at : buffer_.size() - std::min(buffer_.size(), delimiter_.size());
      if (ready > 0) {
        size_t taken = std::min(ready, size);
        std::memcpy(buffer, buffer_.data(), taken);
        buffer_.erase(0, taken);
        return taken;
      }
      if (at == 0) {
        at_end_ = true;
      } else if (!TRY(fill())) {
        return base::fail(base::ErrorKind::unavailable, "the form ends within its file");
      }
    }
    buffer_.resize(kPiece);  // whatever follows is passed over, so that the connection can go on
    while (TRY(body_.read(buffer_.data(), buffer_.size())) > 0) {
    }
    return size_t{0};
  }

  static tl::unexpected<aws::Error> too_large() {
    return tl::unexpected(aws::Error("MaxPostPreDataLengthExceeded", 400,
                                     "Your POST request fields preceeding the upload file was too large.",
                                     {{"MaxPostPreDataLengthBytes", kMaxFields}}));
  }

 private:
  base::Result<bool> fill() {
    size_t had = buffer_.size();
    buffer_.resize(had + kPiece);
    auto got = body_.read(buffer_.data() + had, kPiece);
    buffer_.resize(had + (got ? *got : 0));
    if (!got) return tl::unexpected(std::move(got).error());
    return *got > 0;
  }

  net::BodyReader& body_;
  std::string delimiter_;
  std::string buffer_;
  bool at_end_ = false;
};

struct Part {
  std::string name;
  std::optional<std::string> file_name;
};

aws::Result<Part> read_part_head(std::string_view head) {
  for (std::string_view line : base::split(head, '\n')) {
    size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (!base::equal_ignoring_case(base::trim(line.substr(0, colon)), "Content-Disposition")) continue;
    std::string_view value = base::trim(line.substr(colon + 1));
    if (!base::equal_ignoring_case(base::trim(value.substr(0, value.find(';'))), "form-data")) continue;
    auto name = parameter(value, "name");
    if (!name) return malformed();
    return Part{std::move(*name), parameter(value, "filename")};
  }
  return Part{};
}

std::string without_folders(const std::string& path) {
  size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

void add_field(Form& form, std::string name, std::string value) {
  for (FormField& field : form.fields) {
    if (!base::equal_ignoring_case(field.name, name)) continue;
    field.value += "," + value;
    return;
  }
  form.fields.push_back({std::move(name), std::move(value)});
}

}  // namespace

const std::string* Form::find(std::string_view name) const {
  for (const FormField& field : fields)
    if (base::equal_ignoring_case(field.name, name)) return &field.value;
  return nullptr;
}

std::string_view Form::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

aws::Result<Form> read_form(const net::Request& request) {
  std::string_view type = request.headers.get("Content-Type");
  if (!base::equal_ignoring_case(base::trim(type.substr(0, type.find(';'))), "multipart/form-data")) {
    return tl::unexpected(
        aws::Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold",
                   {{"Condition", "Bucket POST must be of the enclosure-type multipart/form-data"}}));
  }
  auto boundary = parameter(type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary) return malformed();

  Form form;
  auto parts = std::make_shared<Parts>(*request.body, *boundary);
  size_t left = kMaxFields;
  TRY(parts->until(parts->delimiter(), left));  // what comes before the first part is no part
  while (true) {
    // Spaces may follow a boundary; the last one is followed by `--`.
    std::string line = TRY(parts->until("\r\n", left));
    if (line.starts_with("--")) break;
    if (!base::trim(line).empty()) return malformed();
    std::string head = TRY(parts->until("\r\n\r\n", left));
    Part part = TRY(read_part_head(head));
    if (base::equal_ignoring_case(part.name, "file")) {
      if (part.file_name) form.file_name = without_folders(*part.file_name);
      form.file = std::move(parts);
      return form;
    }
    std::string value = TRY(parts->until(parts->delimiter(), left));
    size_t size = head.size() + value.size();
    if (size > left) return Parts::too_large();
    left -= size;
    add_field(form, std::move(part.name), std::move(value));
  }
  return tl::unexpected(aws::Error("InvalidArgument", 400,
                                   "POST requires exactly one file upload per request.",
                                   {{"ArgumentName", "file"}, {"ArgumentValue", "0"}}));
}

}  // namespace account::s3
