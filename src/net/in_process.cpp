#include "net/in_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "net/client_link.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;

constexpr std::string_view kPeer = "127.0.0.1";

Request received(const Remote& remote, const ClientRequest& sent, const base::Deadline& deadline) {
  Request request;
  request.method = sent.method;
  request.target = sent.target;
  size_t mark = std::min(sent.target.find('?'), sent.target.size());
  request.path = sent.target.substr(0, mark);
  request.query = sent.target.substr(std::min(mark + 1, sent.target.size()));
  request.headers = sent.headers;
  if (!request.headers.find("Host")) request.headers.add("Host", remote.url.host_header());
  if (!sent.body.empty()) request.headers.set("Content-Length", std::to_string(sent.body.size()));
  request.body = std::make_shared<StringBody>(std::string(sent.body));
  request.body_size = sent.body.size();
  request.tls = remote.url.tls;
  request.peer = kPeer;
  request.stop = deadline.stop();
  return request;
}

base::Result<std::string> read_part(const FileBody& part) {
  auto file =
      part.file ? part.file : std::make_shared<base::Fd>(::open(part.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file->is_open()) return tl::unexpected(base::errno_error("open the answer", part.path, errno));
  std::string bytes(part.size, '\0');
  for (size_t done = 0; done < bytes.size();) {
    ssize_t count = ::pread(file->get(), bytes.data() + done, bytes.size() - done,
                            static_cast<off_t>(part.offset + done));
    if (count < 0) return tl::unexpected(base::errno_error("read the answer", part.path, errno));
    if (count == 0) return fail(ErrorKind::unavailable, "the answer broke off: `{}` shrank", part.path);
    done += static_cast<size_t>(count);
  }
  return bytes;
}

base::Result<std::string> read_stream(const Response& response, const base::Deadline& deadline) {
  std::string bytes;
  while (!deadline.passed()) {
    std::string piece = TRY(response.stream());
    if (piece.empty()) return bytes;
    bytes += piece;
  }
  return fail(ErrorKind::timeout, "the answer did not come to its end in time");
}

base::Result<std::string> whole_body(Response& response, const base::Deadline& deadline) {
  if (response.stream) return read_stream(response, deadline);
  if (const auto* part = std::get_if<FileBody>(&response.body)) return read_part(*part);
  return std::get<std::string>(std::move(response.body));
}

base::Result<ClientResponse> as_client_sees(Response response, bool is_head, const base::Deadline& deadline) {
  ClientResponse answer;
  answer.status = response.status;
  bool has_body = !is_head && response.status != 204 && response.status != 304;
  if (has_body) {
    answer.body = TRY(whole_body(response, deadline));
    if (!response.stream) response.headers.set("Content-Length", std::to_string(answer.body.size()));
  }
  answer.headers = std::move(response.headers);
  return answer;
}

}  // namespace

Exchange answer_in_process(const Handler& handler, const Remote& remote, const ClientRequest& request,
                           const base::Deadline& deadline) {
  auto head = request_head(remote.url, request.method, request.target, request.headers, request.body.size());
  if (!head) return tl::unexpected(NoAnswer{std::move(head).error(), true});
  if (deadline.passed())
    return tl::unexpected(NoAnswer{{ErrorKind::timeout, "no time is left for the request", ""}, true});
  Request sent = received(remote, request, deadline);
  auto answer = as_client_sees(handler(sent), request.method == "HEAD", deadline);
  if (!answer) return tl::unexpected(NoAnswer{std::move(answer).error(), false});
  return std::move(*answer);
}

}  // namespace net
