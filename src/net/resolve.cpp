#include "net/resolve.h"

// getaddrinfo(3) knows no deadline, so it runs on a thread of its own that is left behind
// if it takes too long.
#include <netdb.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

#include "net/address.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using Addresses = base::Result<std::vector<std::string>>;

Addresses look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (int code = getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0) {
    auto kind = code == EAI_AGAIN ? ErrorKind::unavailable : ErrorKind::not_found;
    return fail(kind, "cannot find the address of `{}`: {}", host, gai_strerror(code));
  }
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<std::string> addresses;
  for (addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    sockaddr_storage address{};
    std::memcpy(&address, entry->ai_addr, entry->ai_addrlen);
    std::string text = address_text(address);
    if (std::find(addresses.begin(), addresses.end(), text) == addresses.end())
      addresses.push_back(std::move(text));
  }
  return addresses;
}

struct LookUp {
  std::mutex mutex;
  std::condition_variable_any done;
  std::optional<Addresses> answer;
};

}  // namespace

base::Result<std::vector<std::string>> resolve(const std::string& host, const base::Deadline& deadline) {
  if (socket_address(host, 0)) return std::vector<std::string>{host};
  auto shared = std::make_shared<LookUp>();
  try {
    std::thread([shared, host] {
      Addresses answer = look_up(host);
      std::lock_guard lock(shared->mutex);
      shared->answer = std::move(answer);
      shared->done.notify_all();
    }).detach();
  } catch (const std::system_error& error) {
    return fail(ErrorKind::io, "cannot start a thread to look up `{}`: {}", host, error.what());
  }
  std::unique_lock lock(shared->mutex);
  shared->done.wait_for(lock, deadline.stop(), deadline.left(), [&] { return shared->answer.has_value(); });
  if (!shared->answer) return fail(ErrorKind::timeout, "looking up `{}` took too long", host);
  return *shared->answer;
}

}  // namespace net
