#include "kube/exec.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "base/text.h"
#include "kube/object.h"
#include "kube/status.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

// The first byte of each message.
enum Channel : char { kInput = 0, kOutput = 1, kError = 2, kStatus = 3, kResize = 4, kClose = '\xff' };

constexpr std::string_view kV5 = "v5.channel.k8s.io";
constexpr std::string_view kV4 = "v4.channel.k8s.io";
constexpr size_t kInputPiece = 32 << 10;
// A terminal's new size is asked for rather than signalled: SIGWINCH would be the whole program's affair.
constexpr int kAskSizeMs = 200;
constexpr auto kPatience = std::chrono::seconds(30);  // of one write

// Sends what is typed, and the size of the terminal, on a thread of its own: while the command is written to,
// it must be read from.
class InputPump {
 public:
  InputPump(net::WebSocket& socket, const Streams& streams)
      : socket_(socket), streams_(streams), wake_(::eventfd(0, EFD_CLOEXEC)) {
    bool has_work = streams_.input >= 0 || (streams_.tty && streams_.size);
    if (has_work && wake_.is_open()) thread_ = std::thread([this] { run(); });
  }
  ~InputPump() {
    stop_.request_stop();
    uint64_t one = 1;
    (void)!::write(wake_.get(), &one, sizeof one);
    if (thread_.joinable()) thread_.join();
  }
  InputPump(const InputPump&) = delete;
  InputPump& operator=(const InputPump&) = delete;

 private:
  void run() {
    bool asks_size = streams_.tty && streams_.size;
    bool has_input = streams_.input >= 0;
    while (!stop_.stop_requested() && (has_input || asks_size)) {
      if (asks_size && !send_size()) return;
      pollfd entries[] = {{wake_.get(), POLLIN, 0}, {has_input ? streams_.input : -1, POLLIN, 0}};
      if (::poll(entries, 2, asks_size ? kAskSizeMs : -1) < 0 && errno != EINTR) return;
      if (stop_.stop_requested()) return;
      if (entries[1].revents != 0 && !send_input(has_input)) return;
    }
  }

  bool send_size() {
    std::optional<TerminalSize> size = streams_.size();
    if (!size || size == sent_size_) return true;
    sent_size_ = size;
    return send(kResize, json::dump(json::Object{{"Width", size->columns}, {"Height", size->rows}}));
  }

  // Clears `goes_on` at the end of the input, which one that cannot be read has reached.
  bool send_input(bool& goes_on) {
    char buffer[kInputPiece];
    ssize_t count = ::read(streams_.input, buffer, sizeof buffer);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (count > 0) return send(kInput, {buffer, static_cast<size_t>(count)});
    goes_on = false;
    return socket_.protocol() != kV5 || send(kClose, std::string_view("\0", 1));
  }

  // A broken connection is told by whoever receives.
  bool send(char channel, std::string_view data) {
    std::string message(1, channel);
    message += data;
    return socket_.send(net::Opcode::binary, message, Deadline::in(kPatience, stop_.get_token())).has_value();
  }

  net::WebSocket& socket_;
  const Streams& streams_;
  base::Fd wake_;
  std::stop_source stop_;
  std::optional<TerminalSize> sent_size_;
  std::thread thread_;
};

Request request_of(const Target& pod, const ExecOptions& options, const Streams& streams) {
  Request request;
  request.what = options.command.empty() ? "attach to " + describe(pod)
                                         : fmt::format("run `{}` in {}", options.command[0], describe(pod));
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string& argument : options.command) parameters.emplace_back("command", argument);
  if (!options.container.empty()) parameters.emplace_back("container", options.container);
  auto add_if = [&](bool wanted, const char* name) {
    if (wanted) parameters.emplace_back(name, "true");
  };
  add_if(streams.input >= 0, "stdin");
  add_if(true, "stdout");
  add_if(!streams.tty, "stderr");
  add_if(streams.tty, "tty");
  request.query = query_of(parameters);
  return request;
}

// Until the error channel or the connection says that it is over.
base::Result<int> receive(net::WebSocket& socket, const Streams& streams, const Deadline& deadline) {
  while (true) {
    net::WebSocketMessage message = TRY(socket.receive(deadline));
    if (message.opcode == net::Opcode::close) {
      return fail(ErrorKind::unavailable, "the connection was closed before the command ended: {} ({})",
                  message.close_reason().empty() ? "no reason given" : message.close_reason(),
                  message.close_code());
    }
    if (message.data.empty()) continue;
    std::string_view data = std::string_view(message.data).substr(1);
    switch (message.data[0]) {
      case kOutput:
        if (streams.output && !data.empty()) TRY(streams.output(data));
        break;
      case kError:
        if (streams.error && !data.empty()) TRY(streams.error(data));
        break;
      case kStatus:
        if (!data.empty()) return parse_exit(data);
        break;
      default:
        break;  // a channel of a later version
    }
  }
}

}  // namespace

base::Result<int> parse_exit(std::string_view text) {
  auto status = json::parse(text);
  if (!status) return fail(ErrorKind::invalid, "the end of the command was told in words that are no JSON");
  if (text_at(*status, {"status"}) == "Success") return 0;
  for (const json::Value& cause : array_at(*status, {"details", "causes"})) {
    if (text_at(cause, {"reason"}) != "ExitCode") continue;
    if (auto code = base::parse_int(text_at(cause, {"message"}))) return static_cast<int>(*code);
  }
  std::string message = text_at(*status, {"message"});
  // runc's words, which come through containerd and kubelet unchanged.
  bool no_such_program = message.find("executable file not found") != std::string::npos ||
                         message.find("no such file or directory") != std::string::npos;
  return tl::unexpected(base::Error{no_such_program ? ErrorKind::not_found : ErrorKind::unavailable,
                                    "the command could not be run: " + message, ""});
}

base::Result<int> exec(Client& client, const Target& pod, const ExecOptions& options, const Streams& streams,
                       const Deadline& deadline) {
  Request request = request_of(pod, options, streams);
  Target place = pod;
  place.subresource = options.command.empty() ? "attach" : "exec";
  request.path = TRY(client.path_of(place, deadline));
  auto socket = TRY(client.rest().websocket(request, {std::string(kV5), std::string(kV4)}, deadline));
  base::Result<int> code = 0;
  {
    InputPump pump(*socket, streams);
    code = receive(*socket, streams, deadline);
  }
  if (code) {
    (void)socket->close(1000, Deadline::in(std::chrono::seconds(1)));  // all is told: nothing can go wrong
    return code;
  }
  return tl::unexpected(code.error().in(fmt::format("cluster `{}`", client.access().cluster)));
}

}  // namespace kube
