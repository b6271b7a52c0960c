// What of a network is left out is computed, and what cannot be is said before anything is called.
#include <algorithm>
#include <cctype>
#include <set>

#include "base/diagnostics.h"
#include "base/text.h"
#include "blueprint/network/address_block.h"
#include "blueprint/network/given.h"
#include "blueprint/network/network.h"

namespace blueprint {
namespace {

using base::Diagnostics;
using Nat = Network::Nat;

constexpr int kLargest = 16,
              kSmallest = 28;  // of VPCs and subnets ("VPC CIDR blocks", Amazon VPC User Guide)
// A node takes an address for each pod, and EKS a few in each subnet: 59 are two small nodes' (EC2 keeps five).
constexpr int kSmallestPrivate = 26;
// What nodes call to come up and to fetch images ("Deploy private clusters with limited internet access").
constexpr std::string_view kNodesNeed[] = {"ec2", "ecr.api", "ecr.dkr", "sts"};
constexpr size_t kMostTags = 50,
                 kOurTags = 10;  // ours: address, token, name, Kubernetes' and Karpenter's, to spare
constexpr size_t kMostZones = 8;

void error(Diagnostics& diagnostics, const char* key, std::string message, std::string hint) {
  diagnostics.error(key, {}, std::move(message), std::move(hint));
}

std::optional<AddressBlock> read_block(const char* key, const std::string& text, Diagnostics& diagnostics) {
  auto block = AddressBlock::parse(text);
  if (!block) {
    error(diagnostics, key, fmt::format("`{}` is no block of IPv4 addresses", text),
          "write one like `10.0.0.0/16`");
    return std::nullopt;
  }
  if (block->text() != text) {
    error(diagnostics, key,
          fmt::format("`{}` is no address that a block of {} begins with", text, block->length()),
          fmt::format("write `{}`", block->text()));
    return std::nullopt;
  }
  if (block->length() >= kLargest && block->length() <= kSmallest) return block;
  error(diagnostics, key,
        fmt::format("`{}` has {} addresses, and AWS takes blocks from /16 to /28", text, block->size()),
        "write one that is not larger or smaller");
  return std::nullopt;
}

void check_zones(const Network& network, Diagnostics& diagnostics) {
  if (network.zones.size() < 2)
    error(
        diagnostics, "zones",
        fmt::format("a cluster needs subnets in two zones at least, and there are {}", network.zones.size()),
        "name two zones of the region or more");
  if (network.zones.size() > kMostZones)
    error(diagnostics, "zones",
          fmt::format("there are {} zones, and blocks for {}", network.zones.size(), kMostZones),
          "take fewer zones");
  std::set<std::string> seen;
  for (const std::string& zone : network.zones) {
    if (!zone.starts_with(network.region) || zone.size() == network.region.size())
      error(diagnostics, "zones", fmt::format("`{}` is no zone of {}", zone, network.region),
            fmt::format("name zones like `{}a`", network.region));
    if (!seen.insert(zone).second)
      error(diagnostics, "zones", fmt::format("`{}` is named twice", zone), "name each zone once");
  }
}

// Private ones from the first half, public ones from the third quarter.
std::vector<std::string> computed(const AddressBlock& vpc, size_t zones, bool is_public) {
  int bits = zones <= 4 ? 2 : 3;
  AddressBlock share = is_public ? vpc.part(vpc.length() + 2, 2) : vpc.part(vpc.length() + 1, 0);
  std::vector<std::string> blocks;
  for (size_t i = 0; i < zones; ++i)
    blocks.push_back(share.part(share.length() + bits, static_cast<uint32_t>(i)).text());
  return blocks;
}

// Whether computed blocks are large enough; told once, of the VPC.
bool holds_subnets(const AddressBlock& vpc, size_t zones, Diagnostics& diagnostics) {
  int bits = zones <= 4 ? 2 : 3;
  int smallest = std::min(kSmallestPrivate - bits - 1, kSmallest - bits - 2);
  if (vpc.length() <= smallest) return true;
  error(diagnostics, "cidr",
        fmt::format("`{}` has {} addresses, too few for a private and a public subnet in each of {} zones",
                    vpc.text(), vpc.size(), zones),
        fmt::format("take a block of /{} or larger: nodes need an address for each pod", smallest));
  return false;
}

void check_blocks(const char* key, const std::vector<std::string>& blocks, const Network& network,
                  int smallest, Diagnostics& diagnostics) {
  if (blocks.size() != network.zones.size())
    error(diagnostics, key,
          fmt::format("there are {} blocks for {} zones", blocks.size(), network.zones.size()),
          "give a block for each zone, or leave them all out");
  auto vpc = AddressBlock::parse(network.cidr);
  for (const std::string& text : blocks) {
    auto block = read_block(key, text, diagnostics);
    if (!block) continue;
    if (vpc && !vpc->contains(*block))
      error(diagnostics, key, fmt::format("`{}` is not within the network `{}`", text, network.cidr),
            "take a block of it");
    if (block->length() > smallest)
      error(diagnostics, key,
            fmt::format("`{}` has {} addresses, too few for what stands in it", text, block->size()),
            fmt::format("take a block of /{} or larger", smallest));
  }
}

void check_apart(const Network& network, Diagnostics& diagnostics) {
  std::vector<std::pair<const char*, AddressBlock>> seen;
  auto check = [&](const char* key, const std::vector<std::string>& blocks) {
    for (const std::string& text : blocks) {
      auto block = AddressBlock::parse(text);
      if (!block) continue;
      for (const auto& [other_key, other] : seen)
        if (block->overlaps(other))
          error(diagnostics, key, fmt::format("`{}` has addresses of `{}`", text, other.text()),
                "let no two subnets overlap");
      seen.emplace_back(key, *block);
    }
  };
  check("private_cidrs", network.private_cidrs);
  check("public_cidrs", network.public_cidrs);
}

void complete_blocks(Network& network, Diagnostics& diagnostics) {
  auto vpc = read_block("cidr", network.cidr, diagnostics);
  size_t zones = network.zones.size();
  bool computes = network.private_cidrs.empty() || network.public_cidrs.empty();
  if (!vpc || zones == 0 || zones > kMostZones) return;
  if (computes && !holds_subnets(*vpc, zones, diagnostics)) return;
  if (network.private_cidrs.empty())
    network.private_cidrs = computed(*vpc, zones, false);
  else
    check_blocks("private_cidrs", network.private_cidrs, network, kSmallestPrivate, diagnostics);
  if (network.public_cidrs.empty())
    network.public_cidrs = computed(*vpc, zones, true);
  else
    check_blocks("public_cidrs", network.public_cidrs, network, kSmallest, diagnostics);
  check_apart(network, diagnostics);
}

void check_way_out(const Network& network, Diagnostics& diagnostics) {
  if (network.nat != Nat::none || (!network.private_nodes && !network.has_fargate)) return;
  std::vector<std::string> missing;
  for (std::string_view service : kNodesNeed) {
    if (!network.private_nodes && service == "ec2") continue;  // pods on Fargate do not call it
    if (std::find(network.endpoints.begin(), network.endpoints.end(), service) == network.endpoints.end())
      missing.push_back(fmt::format("`{}`", service));
  }
  if (missing.empty()) return;
  std::string hint = "write `nat: single`, or add these to `endpoints`";
  if (network.private_nodes)
    hint = "write `nat: single`, add these to `endpoints`, or let nodes stand in the public subnets";
  error(diagnostics, "nat",
        fmt::format("{} in private subnets have no way out: there is no NAT gateway, and no endpoint of {}",
                    network.private_nodes ? "nodes" : "pods on Fargate", base::join(missing, ", ")),
        std::move(hint));
}

void check_endpoints(const Network& network, Diagnostics& diagnostics) {
  std::set<std::string> seen;
  for (const std::string& service : network.endpoints) {
    if (service == "s3")
      error(diagnostics, "endpoints", "`s3` has an endpoint always, which costs nothing",
            "take it off the list");
    bool is_name = !service.empty() && std::all_of(service.begin(), service.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    if (!is_name)
      error(diagnostics, "endpoints", fmt::format("`{}` is no service", service), "name one like `ecr.api`");
    if (!seen.insert(service).second)
      error(diagnostics, "endpoints", fmt::format("`{}` is named twice", service), "name each service once");
  }
}

// "Tag restrictions" (Amazon EC2 User Guide); `slipway:` is ours, and what Kubernetes reads is given by us.
void check_tags(const Network& network, Diagnostics& diagnostics) {
  constexpr std::string_view kOthers = " +-=._:/@";
  for (const auto& [key, value] : network.tags) {
    bool is_writable = !key.empty() && key.size() <= 128 && std::all_of(key.begin(), key.end(), [&](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || kOthers.find(c) != std::string_view::npos;
    });
    if (!is_writable || value.size() > 256)
      error(diagnostics, "tags", fmt::format("`{}: {}` is no tag that AWS takes", key, value),
            "keys have up to 128 letters, digits, spaces and `+-=._:/@`, values up to 256 characters");
    if (key.starts_with("aws:"))
      error(diagnostics, "tags", fmt::format("`{}`: keys that begin with `aws:` are AWS's own", key),
            "give it another name");
  }
  if (network.tags.size() + kOurTags > kMostTags)
    error(diagnostics, "tags",
          fmt::format("there are {} tags: with ours, more than the {} that AWS takes", network.tags.size(),
                      kMostTags),
          fmt::format("keep {} at most", kMostTags - kOurTags));
}

}  // namespace

std::optional<Nat> parse_nat(std::string_view text) {
  if (text == "none") return Nat::none;
  if (text == "single") return Nat::single;
  if (text == "per_zone") return Nat::per_zone;
  return std::nullopt;
}

Network complete(Network network, Diagnostics& diagnostics) {
  if (network.is_given()) {
    check_given(network, diagnostics);
  } else {
    check_zones(network, diagnostics);
    complete_blocks(network, diagnostics);
    check_way_out(network, diagnostics);
    check_endpoints(network, diagnostics);
  }
  check_tags(network, diagnostics);
  if (!network.flow_log_bucket.empty() && network.flow_log_bucket.find(":s3:::") == std::string::npos)
    error(diagnostics, "flow_logs", fmt::format("`{}` is no ARN of a bucket", network.flow_log_bucket),
          "write one like `arn:PARTITION:s3:::BUCKET`");
  return network;
}

}  // namespace blueprint
