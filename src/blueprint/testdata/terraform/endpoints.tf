# prod@eu-west-3 as Terraform, written by `slipway export terraform`
# from what Slipway remembers of it (serial 7).
#
# Beside imports `terraform plan` should show nothing: read it before `terraform apply`. From then on
# one of the two works on it, not both: docs/clusters.md of Slipway tells how it forgets what it made.
#
# Nothing is left out.
#
# Not said of what is in here:
#   deletion_days of aws_kms_key: KMS is told of them only when the key goes, and takes 30 where nobody says
#   egress of aws_security_group: Terraform leaves rules that a group does not name, here EC2's, which lets all out

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

provider "aws" {
  region = "eu-west-3"
}

# cluster/control-plane
import {
  to = aws_eks_cluster.cluster_control_plane
  id = "prod"
}

resource "aws_eks_cluster" "cluster_control_plane" {
  name                      = "prod"
  role_arn                  = aws_iam_role.cluster_role.arn
  version                   = "1.33"
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  tags = {
    "slipway:address"      = "cluster/control-plane"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  vpc_config {
    subnet_ids              = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
    security_group_ids      = [aws_security_group.network_security_group_cluster.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  access_config {
    authentication_mode = "API"
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.cluster_key.arn
    }
  }

  lifecycle {
    ignore_changes = [bootstrap_self_managed_addons, access_config[0].bootstrap_cluster_creator_admin_permissions]
  }
}

# cluster/identity-provider
import {
  to = aws_iam_openid_connect_provider.cluster_identity_provider
  id = "arn:aws:x:::cluster/identity-provider"
}

resource "aws_iam_openid_connect_provider" "cluster_identity_provider" {
  url            = "https://oidc.eks.eu-west-3.amazonaws.com/id/0123"
  client_id_list = ["sts.amazonaws.com"]
  tags = {
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# cluster/key
import {
  to = aws_kms_key.cluster_key
  id = "KeyId-cluster-key"
}

resource "aws_kms_key" "cluster_key" {
  description = "secrets of cluster prod"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "PoliciesOfTheAccountDecide"
      Effect = "Allow"
      Principal = {
        AWS = "arn:aws:iam::123456789012:root"
      }
      Action   = "kms:*"
      Resource = "*"
    }]
  })
  is_enabled          = true
  enable_key_rotation = true
  tags = {
    "slipway:address"      = "cluster/key"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# cluster/key-alias
import {
  to = aws_kms_alias.cluster_key_alias
  id = "alias/slipway-prod-secrets"
}

resource "aws_kms_alias" "cluster_key_alias" {
  name          = "alias/slipway-prod-secrets"
  target_key_id = aws_kms_key.cluster_key.key_id
}

# cluster/logs
import {
  to = aws_cloudwatch_log_group.cluster_logs
  id = "/aws/eks/prod/cluster"
}

resource "aws_cloudwatch_log_group" "cluster_logs" {
  name              = "/aws/eks/prod/cluster"
  retention_in_days = 90
  tags = {
    "slipway:address"      = "cluster/logs"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# cluster/policy/AmazonEKSClusterPolicy
import {
  to = aws_iam_role_policy_attachment.cluster_policy_AmazonEKSClusterPolicy
  id = "slipway-eks-prod/arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role_policy_attachment" "cluster_policy_AmazonEKSClusterPolicy" {
  role       = aws_iam_role.cluster_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

# cluster/role
import {
  to = aws_iam_role.cluster_role
  id = "slipway-eks-prod"
}

resource "aws_iam_role" "cluster_role" {
  name        = "slipway-eks-prod"
  path        = "/slipway/"
  description = "what the control plane may do in AWS, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "eks.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
  tags = {
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/association/private-a
import {
  to = aws_route_table_association.network_association_private_a
  id = "SubnetId-network-subnet-private-a/RouteTableId-network-route-table-private-a"
}

resource "aws_route_table_association" "network_association_private_a" {
  subnet_id      = aws_subnet.network_subnet_private_a.id
  route_table_id = aws_route_table.network_route_table_private_a.id
}

# network/association/private-b
import {
  to = aws_route_table_association.network_association_private_b
  id = "SubnetId-network-subnet-private-b/RouteTableId-network-route-table-private-b"
}

resource "aws_route_table_association" "network_association_private_b" {
  subnet_id      = aws_subnet.network_subnet_private_b.id
  route_table_id = aws_route_table.network_route_table_private_b.id
}

# network/association/public-a
import {
  to = aws_route_table_association.network_association_public_a
  id = "SubnetId-network-subnet-public-a/RouteTableId-network-route-table-public"
}

resource "aws_route_table_association" "network_association_public_a" {
  subnet_id      = aws_subnet.network_subnet_public_a.id
  route_table_id = aws_route_table.network_route_table_public.id
}

# network/association/public-b
import {
  to = aws_route_table_association.network_association_public_b
  id = "SubnetId-network-subnet-public-b/RouteTableId-network-route-table-public"
}

resource "aws_route_table_association" "network_association_public_b" {
  subnet_id      = aws_subnet.network_subnet_public_b.id
  route_table_id = aws_route_table.network_route_table_public.id
}

# network/attachment
import {
  to = aws_internet_gateway_attachment.network_attachment
  id = "igw-network-internet-gateway:VpcId-network-vpc"
}

resource "aws_internet_gateway_attachment" "network_attachment" {
  internet_gateway_id = aws_internet_gateway.network_internet_gateway.id
  vpc_id              = aws_vpc.network_vpc.id
}

# network/endpoint/ec2
import {
  to = aws_vpc_endpoint.network_endpoint_ec2
  id = "VpcEndpointId-network-endpoint-ec2"
}

resource "aws_vpc_endpoint" "network_endpoint_ec2" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.ec2"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-ec2"
    "slipway:address"      = "network/endpoint/ec2"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/ecr-api
import {
  to = aws_vpc_endpoint.network_endpoint_ecr_api
  id = "VpcEndpointId-network-endpoint-ecr-api"
}

resource "aws_vpc_endpoint" "network_endpoint_ecr_api" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.ecr.api"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-ecr-api"
    "slipway:address"      = "network/endpoint/ecr-api"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/ecr-dkr
import {
  to = aws_vpc_endpoint.network_endpoint_ecr_dkr
  id = "VpcEndpointId-network-endpoint-ecr-dkr"
}

resource "aws_vpc_endpoint" "network_endpoint_ecr_dkr" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.ecr.dkr"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-ecr-dkr"
    "slipway:address"      = "network/endpoint/ecr-dkr"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/eks
import {
  to = aws_vpc_endpoint.network_endpoint_eks
  id = "VpcEndpointId-network-endpoint-eks"
}

resource "aws_vpc_endpoint" "network_endpoint_eks" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.eks"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-eks"
    "slipway:address"      = "network/endpoint/eks"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/logs
import {
  to = aws_vpc_endpoint.network_endpoint_logs
  id = "VpcEndpointId-network-endpoint-logs"
}

resource "aws_vpc_endpoint" "network_endpoint_logs" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.logs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-logs"
    "slipway:address"      = "network/endpoint/logs"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/s3
import {
  to = aws_vpc_endpoint.network_endpoint_s3
  id = "VpcEndpointId-network-endpoint-s3"
}

resource "aws_vpc_endpoint" "network_endpoint_s3" {
  vpc_id            = aws_vpc.network_vpc.id
  service_name      = "com.amazonaws.eu-west-3.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_route_table_public.id, aws_route_table.network_route_table_private_a.id, aws_route_table.network_route_table_private_b.id]
  tags = {
    "Name"                 = "prod-endpoint-s3"
    "slipway:address"      = "network/endpoint/s3"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/endpoint/sts
import {
  to = aws_vpc_endpoint.network_endpoint_sts
  id = "VpcEndpointId-network-endpoint-sts"
}

resource "aws_vpc_endpoint" "network_endpoint_sts" {
  vpc_id              = aws_vpc.network_vpc.id
  service_name        = "com.amazonaws.eu-west-3.sts"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  security_group_ids  = [aws_security_group.network_security_group_endpoints.id]
  private_dns_enabled = true
  tags = {
    "Name"                 = "prod-endpoint-sts"
    "slipway:address"      = "network/endpoint/sts"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/internet-gateway
import {
  to = aws_internet_gateway.network_internet_gateway
  id = "igw-network-internet-gateway"
}

resource "aws_internet_gateway" "network_internet_gateway" {
  tags = {
    "Name"                 = "prod-internet-gateway"
    "slipway:address"      = "network/internet-gateway"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/route-table/private-a
import {
  to = aws_route_table.network_route_table_private_a
  id = "RouteTableId-network-route-table-private-a"
}

resource "aws_route_table" "network_route_table_private_a" {
  vpc_id = aws_vpc.network_vpc.id
  tags = {
    "Name"                 = "prod-route-table-private-a"
    "slipway:address"      = "network/route-table/private-a"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/route-table/private-b
import {
  to = aws_route_table.network_route_table_private_b
  id = "RouteTableId-network-route-table-private-b"
}

resource "aws_route_table" "network_route_table_private_b" {
  vpc_id = aws_vpc.network_vpc.id
  tags = {
    "Name"                 = "prod-route-table-private-b"
    "slipway:address"      = "network/route-table/private-b"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/route-table/public
import {
  to = aws_route_table.network_route_table_public
  id = "RouteTableId-network-route-table-public"
}

resource "aws_route_table" "network_route_table_public" {
  vpc_id = aws_vpc.network_vpc.id
  tags = {
    "Name"                 = "prod-route-table-public"
    "slipway:address"      = "network/route-table/public"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/route/public
import {
  to = aws_route.network_route_public
  id = "RouteTableId-network-route-table-public_0.0.0.0/0"
}

resource "aws_route" "network_route_public" {
  route_table_id         = aws_route_table.network_route_table_public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.network_internet_gateway.id
}

# network/rule/cluster-from-nodes
import {
  to = aws_vpc_security_group_ingress_rule.network_rule_cluster_from_nodes
  id = "SecurityGroupRuleId-network-rule-cluster-from-nodes"
}

resource "aws_vpc_security_group_ingress_rule" "network_rule_cluster_from_nodes" {
  security_group_id            = aws_security_group.network_security_group_cluster.id
  description                  = "the API, from nodes"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.network_security_group_nodes.id
  tags = {
    "Name"                 = "prod-rule-cluster-from-nodes"
    "slipway:address"      = "network/rule/cluster-from-nodes"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/rule/endpoints-from-nodes
import {
  to = aws_vpc_security_group_ingress_rule.network_rule_endpoints_from_nodes
  id = "SecurityGroupRuleId-network-rule-endpoints-from-nodes"
}

resource "aws_vpc_security_group_ingress_rule" "network_rule_endpoints_from_nodes" {
  security_group_id            = aws_security_group.network_security_group_endpoints.id
  description                  = "services of AWS, from nodes"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.network_security_group_nodes.id
  tags = {
    "Name"                 = "prod-rule-endpoints-from-nodes"
    "slipway:address"      = "network/rule/endpoints-from-nodes"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/rule/nodes-from-cluster
import {
  to = aws_vpc_security_group_ingress_rule.network_rule_nodes_from_cluster
  id = "SecurityGroupRuleId-network-rule-nodes-from-cluster"
}

resource "aws_vpc_security_group_ingress_rule" "network_rule_nodes_from_cluster" {
  security_group_id            = aws_security_group.network_security_group_nodes.id
  description                  = "kubelets and webhooks, from the control plane"
  ip_protocol                  = "tcp"
  from_port                    = 1025
  to_port                      = 65535
  referenced_security_group_id = aws_security_group.network_security_group_cluster.id
  tags = {
    "Name"                 = "prod-rule-nodes-from-cluster"
    "slipway:address"      = "network/rule/nodes-from-cluster"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/rule/nodes-from-cluster-https
import {
  to = aws_vpc_security_group_ingress_rule.network_rule_nodes_from_cluster_https
  id = "SecurityGroupRuleId-network-rule-nodes-from-cluster-https"
}

resource "aws_vpc_security_group_ingress_rule" "network_rule_nodes_from_cluster_https" {
  security_group_id            = aws_security_group.network_security_group_nodes.id
  description                  = "webhooks and extensions of the API at 443"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.network_security_group_cluster.id
  tags = {
    "Name"                 = "prod-rule-nodes-from-cluster-https"
    "slipway:address"      = "network/rule/nodes-from-cluster-https"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/rule/nodes-from-nodes
import {
  to = aws_vpc_security_group_ingress_rule.network_rule_nodes_from_nodes
  id = "SecurityGroupRuleId-network-rule-nodes-from-nodes"
}

resource "aws_vpc_security_group_ingress_rule" "network_rule_nodes_from_nodes" {
  security_group_id            = aws_security_group.network_security_group_nodes.id
  description                  = "nodes and pods among each other"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.network_security_group_nodes.id
  tags = {
    "Name"                 = "prod-rule-nodes-from-nodes"
    "slipway:address"      = "network/rule/nodes-from-nodes"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/security-group/cluster
import {
  to = aws_security_group.network_security_group_cluster
  id = "sg-network-security-group-cluster"
}

resource "aws_security_group" "network_security_group_cluster" {
  name        = "slipway-prod-cluster"
  description = "control plane of the cluster"
  vpc_id      = aws_vpc.network_vpc.id
  tags = {
    "Name"                 = "prod-security-group-cluster"
    "slipway:address"      = "network/security-group/cluster"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/security-group/endpoints
import {
  to = aws_security_group.network_security_group_endpoints
  id = "sg-network-security-group-endpoints"
}

resource "aws_security_group" "network_security_group_endpoints" {
  name        = "slipway-prod-endpoints"
  description = "endpoints of AWS services"
  vpc_id      = aws_vpc.network_vpc.id
  tags = {
    "Name"                 = "prod-security-group-endpoints"
    "slipway:address"      = "network/security-group/endpoints"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/security-group/nodes
import {
  to = aws_security_group.network_security_group_nodes
  id = "sg-network-security-group-nodes"
}

resource "aws_security_group" "network_security_group_nodes" {
  name        = "slipway-prod-nodes"
  description = "nodes of the cluster"
  vpc_id      = aws_vpc.network_vpc.id
  tags = {
    "Name"                   = "prod-security-group-nodes"
    "karpenter.sh/discovery" = "prod"
    "slipway:address"        = "network/security-group/nodes"
    "slipway:cluster"        = "eu-west-3/prod"
    "slipway:organization"   = "acme"
  }
}

# network/subnet/private-a
import {
  to = aws_subnet.network_subnet_private_a
  id = "SubnetId-network-subnet-private-a"
}

resource "aws_subnet" "network_subnet_private_a" {
  vpc_id                  = aws_vpc.network_vpc.id
  cidr_block              = "10.0.0.0/19"
  availability_zone       = "eu-west-3a"
  map_public_ip_on_launch = false
  tags = {
    "Name"                            = "prod-subnet-private-a"
    "karpenter.sh/discovery"          = "prod"
    "kubernetes.io/cluster/prod"      = "shared"
    "kubernetes.io/role/internal-elb" = "1"
    "slipway:address"                 = "network/subnet/private-a"
    "slipway:cluster"                 = "eu-west-3/prod"
    "slipway:organization"            = "acme"
  }
}

# network/subnet/private-b
import {
  to = aws_subnet.network_subnet_private_b
  id = "SubnetId-network-subnet-private-b"
}

resource "aws_subnet" "network_subnet_private_b" {
  vpc_id                  = aws_vpc.network_vpc.id
  cidr_block              = "10.0.32.0/19"
  availability_zone       = "eu-west-3b"
  map_public_ip_on_launch = false
  tags = {
    "Name"                            = "prod-subnet-private-b"
    "karpenter.sh/discovery"          = "prod"
    "kubernetes.io/cluster/prod"      = "shared"
    "kubernetes.io/role/internal-elb" = "1"
    "slipway:address"                 = "network/subnet/private-b"
    "slipway:cluster"                 = "eu-west-3/prod"
    "slipway:organization"            = "acme"
  }
}

# network/subnet/public-a
import {
  to = aws_subnet.network_subnet_public_a
  id = "SubnetId-network-subnet-public-a"
}

resource "aws_subnet" "network_subnet_public_a" {
  vpc_id                  = aws_vpc.network_vpc.id
  cidr_block              = "10.0.128.0/20"
  availability_zone       = "eu-west-3a"
  map_public_ip_on_launch = false
  tags = {
    "Name"                       = "prod-subnet-public-a"
    "kubernetes.io/cluster/prod" = "shared"
    "kubernetes.io/role/elb"     = "1"
    "slipway:address"            = "network/subnet/public-a"
    "slipway:cluster"            = "eu-west-3/prod"
    "slipway:organization"       = "acme"
  }
}

# network/subnet/public-b
import {
  to = aws_subnet.network_subnet_public_b
  id = "SubnetId-network-subnet-public-b"
}

resource "aws_subnet" "network_subnet_public_b" {
  vpc_id                  = aws_vpc.network_vpc.id
  cidr_block              = "10.0.144.0/20"
  availability_zone       = "eu-west-3b"
  map_public_ip_on_launch = false
  tags = {
    "Name"                       = "prod-subnet-public-b"
    "kubernetes.io/cluster/prod" = "shared"
    "kubernetes.io/role/elb"     = "1"
    "slipway:address"            = "network/subnet/public-b"
    "slipway:cluster"            = "eu-west-3/prod"
    "slipway:organization"       = "acme"
  }
}

# network/vpc
import {
  to = aws_vpc.network_vpc
  id = "VpcId-network-vpc"
}

resource "aws_vpc" "network_vpc" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags = {
    "Name"                 = "prod-vpc"
    "slipway:address"      = "network/vpc"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}
