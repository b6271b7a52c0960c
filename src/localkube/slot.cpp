#include "localkube/slot.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

namespace localkube {

base::Result<base::Fd> hold_slot(const Slot& slot, std::string_view names) {
  base::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return tl::unexpected(base::errno_error("make", "a socket", errno));
  std::string name = fmt::format("{}{}", names, slot.name());
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());  // a zero byte first: abstract
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) == 0) return fd;
  if (errno == EADDRINUSE) return base::Fd();
  return tl::unexpected(base::errno_error("take", name, errno));
}

base::Result<HeldSlot> take_slot(std::optional<int> preferred, std::string_view names) {
  std::vector<Slot> slots;
  if (preferred) slots.push_back({*preferred});
  for (int number = 0; number < kSlots; ++number) slots.push_back({number});
  for (const Slot& slot : slots) {
    base::Fd held = TRY(hold_slot(slot, names));
    if (held.is_open()) return HeldSlot{slot, std::move(held)};
  }
  return tl::unexpected(
      base::Error{base::ErrorKind::conflict,
                  fmt::format("{} clusters run on this machine, the most it has addresses for", kSlots),
                  "stop one: `slipway cluster stop NAME`"});
}

}  // namespace localkube
