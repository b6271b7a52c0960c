// The network of a cluster as its file says it, and as resources: a VPC; in each zone a private and a public subnet
// with tables of their own; the way out; groups of nodes, control plane and endpoints; endpoints.
//
//             internet
//                |
//        internet gateway                     network/internet-gateway, /attachment
//                |
//   public-a   public-b   public-c           one table for all: to the internet gateway
//    nat a      nat b      nat c             per_zone; single: nat a alone, for all zones; none
//      |          |          |
//   private-a  private-b  private-c          a table each: to the NAT gateway; S3 by its endpoint
//
// A private subnet has a table of its own whatever `nat` says, so that to change it touches routes and gateways only.
//
// Sources: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html,
// https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blueprint/trust/ownership.h"
#include "engine/model/resource.h"

namespace blueprint {

struct Network {
  enum class Nat { none, single, per_zone };

  std::string cluster;             // its name
  std::string region;              // of it come partition, DNS suffix and names of zones
  std::string cidr;                // of the VPC: `10.0.0.0/16`
  std::vector<std::string> zones;  // `eu-west-3a`, ...; more are added at the end, since blocks go by place
  Nat nat = Nat::per_zone;
  bool private_nodes = true;  // false: nodes stand in the public subnets, with public addresses
  // Blocks for each zone, in their order; empty: computed. Private ones share the first half of the VPC, public ones
  // the quarter behind it, and the last quarter stays free; each half is for four zones, or for eight where there are
  // more.
  std::vector<std::string> private_cidrs = {}, public_cidrs = {};
  std::vector<std::string> endpoints =
      {};                            // services that are reached within it: `ecr.api`, `sts`. S3 always is
  std::string flow_log_bucket = {};  // its ARN; empty: nothing is logged
  Marks tags = {};                   // on all of it, ours with those of the user
  bool has_fargate = false;          // pods stand in the private subnets, wherever nodes do
  bool has_karpenter = true;         // it looks for the subnets of its nodes

  // One that is there already, instead of blocks, zones and ways out: network/given.h.
  struct Given {
    std::string vpc = {};  // its id; empty: the network is the cluster's own
    std::vector<std::string> private_subnets = {}, public_subnets = {};  // ids
    std::map<std::string, Marks> tags = {};  // of these subnets, those that are not from us
  } given = {};
  bool is_given() const { return !given.vpc.empty(); }
};

// Empty: none of that name.
std::optional<Network::Nat> parse_nat(std::string_view text);

// `network` as it is made: with all blocks, as EC2 writes them. invalid: what cannot be, with what to do, all of it at
// once in `diagnostics`; the id of each finding is that of the key: `cidr`, `zones`, `nat`, `private_cidrs`,
// `public_cidrs`, `endpoints`, `flow_logs`, `tags`, `vpc`, `subnets`.
Network complete(Network network, base::Diagnostics& diagnostics);

// The resources of one that is complete, all below `network/`. `account` is the connection's.
std::vector<engine::Resource> network_resources(const Network& network, const std::string& account);

// Ids of subnets, as outputs where they are made: those of nodes, of pods on Fargate, and of the control plane.
json::Array node_subnets(const Network& network);
json::Array private_subnets(const Network& network);
json::Array control_plane_subnets(const Network& network);
// What nodes need before they can start, as addresses of resources: a way out of their subnets, and rules.
std::vector<std::string> needs_of_nodes(const Network& network);

// `com.amazonaws.eu-west-3.s3`: as EC2 calls a service's endpoint in that region.
std::string endpoint_service(const std::string& region, std::string_view service, bool is_gateway);
// As addresses have it: `ecr-api`.
std::string dashed_service(std::string name);
// The end of a zone's name, as addresses have it: `a`.
std::string zone_suffix(const Network& network, const std::string& zone);

}  // namespace blueprint
