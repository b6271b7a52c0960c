// A machine has four places for clusters, each with a bridge, a subnet and a cgroup of its own, so that
// clusters run beside one another. A place is held by a name among the kernel's abstract sockets (unix(7)),
// which goes with the process that holds it, however that ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace localkube {

inline constexpr int kSlots = 4;

// What follows from the number. The bridge's address is the API server's, the node's, and that of the service
// `kubernetes`, which is the first of the service range: so pods reach it without a proxy.
struct Slot {
  int number = 0;

  std::string name() const { return fmt::format("slipway-k{}", number); }  // the bridge and the cgroup
  std::string network() const { return fmt::format("10.89.{}", 78 + number); }
  std::string address() const { return network() + ".1"; }
  std::string subnet() const { return network() + ".0/24"; }
  std::string services() const { return network() + ".0/25"; }
  std::string first_pod() const { return network() + ".128"; }
  std::string last_pod() const { return network() + ".254"; }
  // Where the cluster's own folder is for its processes: short enough for the path of a socket, and the same
  // wherever the folder is (namespaces.h).
  std::string folder() const { return "/run/" + name(); }
};

struct HeldSlot {
  Slot slot;
  base::Fd held;
};
// `preferred` first. conflict: four clusters run. `names` stands before the names of the sockets, so that
// tests have four slots of their own, whatever runs on this machine.
base::Result<HeldSlot> take_slot(std::optional<int> preferred, std::string_view names = {});

// Not open: somebody holds it.
base::Result<base::Fd> hold_slot(const Slot& slot, std::string_view names = {});

}  // namespace localkube
