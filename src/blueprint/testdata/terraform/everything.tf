# prod@eu-west-3 as Terraform, written by `slipway export terraform`
# from what Slipway remembers of it (serial 7).
#
# Beside imports `terraform plan` should show nothing: read it before `terraform apply`. From then on
# one of the two works on it, not both: docs/clusters.md of Slipway tells how it forgets what it made.
#
# Nothing is left out.
#
# Not said of what is in here:
#   arn of aws_s3_bucket: it follows from the name
#   conflicts of aws_eks_addon: it says only what EKS does while it changes the add-on, and is not remembered there
#   deletion_days of aws_kms_key: KMS is told of them only when the key goes, and takes 30 where nobody says
#   egress of aws_security_group: Terraform leaves rules that a group does not name, here EC2's, which lets all out
#   encryption of aws_sqs_queue: by SQS's own key, which is what stands there
#   region of aws_s3_bucket: that of the provider

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

# addons/aws-ebs-csi-driver
import {
  to = aws_eks_addon.addons_aws_ebs_csi_driver
  id = "prod:aws-ebs-csi-driver"
}

resource "aws_eks_addon" "addons_aws_ebs_csi_driver" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  addon_name    = "aws-ebs-csi-driver"
  addon_version = "v1.0.0-eksbuild.1"
  configuration_values = jsonencode({
    controller = {
      k8sTagClusterId = "prod"
    }
  })
  service_account_role_arn = aws_iam_role.addons_aws_ebs_csi_driver_role.arn
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "addons/aws-ebs-csi-driver"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# addons/aws-ebs-csi-driver/document
import {
  to = aws_iam_role_policy.addons_aws_ebs_csi_driver_document
  id = "slipway-ebs-csi-prod:ebs-csi"
}

resource "aws_iam_role_policy" "addons_aws_ebs_csi_driver_document" {
  name = "ebs-csi"
  role = aws_iam_role.addons_aws_ebs_csi_driver_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeInstanceTypes", "ec2:DescribeSnapshots", "ec2:DescribeVolumes", "ec2:DescribeVolumesModifications", "ec2:DescribeVolumeStatus"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateVolume"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:volume/*"
      Condition = {
        StringEquals = {
          "aws:RequestTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateVolume", "ec2:DeleteSnapshot"]
      Resource = "arn:aws:ec2:eu-west-3::snapshot/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateSnapshot"]
      Resource = "arn:aws:ec2:eu-west-3::snapshot/*"
      Condition = {
        StringEquals = {
          "aws:RequestTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateSnapshot", "ec2:AttachVolume", "ec2:DetachVolume", "ec2:ModifyVolume", "ec2:DeleteVolume"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:volume/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AttachVolume", "ec2:DetachVolume"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:instance/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/slipway:cluster" = "eu-west-3/prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AttachVolume", "ec2:DetachVolume"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:instance/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = ["arn:aws:ec2:eu-west-3:123456789012:volume/*", "arn:aws:ec2:eu-west-3::snapshot/*"]
      Condition = {
        StringEquals = {
          "ec2:CreateAction" = ["CreateVolume", "CreateSnapshot"]
        }
      }
    }]
  })
}

# addons/aws-ebs-csi-driver/role
import {
  to = aws_iam_role.addons_aws_ebs_csi_driver_role
  id = "slipway-ebs-csi-prod"
}

resource "aws_iam_role" "addons_aws_ebs_csi_driver_role" {
  name        = "slipway-ebs-csi-prod"
  path        = "/slipway/"
  description = "volumes for pods of this cluster, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:kube-system:ebs-csi-controller-sa"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# addons/coredns
import {
  to = aws_eks_addon.addons_coredns
  id = "prod:coredns"
}

resource "aws_eks_addon" "addons_coredns" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  addon_name    = "coredns"
  addon_version = "v1.0.0-eksbuild.1"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "addons/coredns"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# addons/kube-proxy
import {
  to = aws_eks_addon.addons_kube_proxy
  id = "prod:kube-proxy"
}

resource "aws_eks_addon" "addons_kube_proxy" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  addon_name    = "kube-proxy"
  addon_version = "v1.0.0-eksbuild.1"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "addons/kube-proxy"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# addons/vpc-cni
import {
  to = aws_eks_addon.addons_vpc_cni
  id = "prod:vpc-cni"
}

resource "aws_eks_addon" "addons_vpc_cni" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  addon_name    = "vpc-cni"
  addon_version = "v1.0.0-eksbuild.1"
  configuration_values = jsonencode({
    enableNetworkPolicy = "true"
  })
  service_account_role_arn = aws_iam_role.addons_vpc_cni_role.arn
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "addons/vpc-cni"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# addons/vpc-cni/document
import {
  to = aws_iam_role_policy.addons_vpc_cni_document
  id = "slipway-vpc-cni-prod:vpc-cni"
}

resource "aws_iam_role_policy" "addons_vpc_cni_document" {
  name = "vpc-cni"
  role = aws_iam_role.addons_vpc_cni_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:DescribeInstances", "ec2:DescribeInstanceTypes", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags", "ec2:GetSecurityGroupsForVpc"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AssignPrivateIpAddresses", "ec2:AttachNetworkInterface", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute", "ec2:UnassignPrivateIpAddresses"]
      Resource = ["arn:aws:ec2:eu-west-3:123456789012:network-interface/*", "arn:aws:ec2:eu-west-3:123456789012:subnet/*", "arn:aws:ec2:eu-west-3:123456789012:security-group/*", "arn:aws:ec2:eu-west-3:123456789012:instance/*"]
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:network-interface/*"
    }]
  })
}

# addons/vpc-cni/role
import {
  to = aws_iam_role.addons_vpc_cni_role
  id = "slipway-vpc-cni-prod"
}

resource "aws_iam_role" "addons_vpc_cni_role" {
  name        = "slipway-vpc-cni-prod"
  path        = "/slipway/"
  description = "addresses for pods, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:kube-system:aws-node"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# cluster/access-policy/admin
import {
  to = aws_eks_access_policy_association.cluster_access_policy_admin
  id = "prod#arn:aws:iam::123456789012:role/admin#arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
}

resource "aws_eks_access_policy_association" "cluster_access_policy_admin" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  principal_arn = "arn:aws:iam::123456789012:role/admin"
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

# cluster/access/admin
import {
  to = aws_eks_access_entry.cluster_access_admin
  id = "prod:arn:aws:iam::123456789012:role/admin"
}

resource "aws_eks_access_entry" "cluster_access_admin" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  principal_arn = "arn:aws:iam::123456789012:role/admin"
  type          = "STANDARD"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "cluster/access/admin"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
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
    "cost-center"          = "4711"
    "slipway:address"      = "cluster/control-plane"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  vpc_config {
    subnet_ids              = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
    security_group_ids      = [aws_security_group.network_security_group_cluster.id]
    endpoint_private_access = true
    endpoint_public_access  = true
    public_access_cidrs     = ["203.0.113.0/24"]
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/autoscaler/document
import {
  to = aws_iam_role_policy.controllers_autoscaler_document
  id = "slipway-autoscaler-prod:autoscaler"
}

resource "aws_iam_role_policy" "controllers_autoscaler_document" {
  name = "autoscaler"
  role = aws_iam_role.controllers_autoscaler_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags", "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions", "ec2:GetInstanceTypesFromInstanceRequirements"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["eks:DescribeNodegroup"]
      Resource = "arn:aws:eks:eu-west-3:123456789012:nodegroup/prod/*"
    }, {
      Effect   = "Allow"
      Action   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      Resource = "arn:aws:autoscaling:eu-west-3:123456789012:autoScalingGroup:*:autoScalingGroupName/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
      }
    }]
  })
}

# controllers/autoscaler/role
import {
  to = aws_iam_role.controllers_autoscaler_role
  id = "slipway-autoscaler-prod"
}

resource "aws_iam_role" "controllers_autoscaler_role" {
  name        = "slipway-autoscaler-prod"
  path        = "/slipway/"
  description = "as many nodes as pods need, within what node groups allow, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:kube-system:cluster-autoscaler"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/cloudwatch-exporter/document
import {
  to = aws_iam_role_policy.controllers_cloudwatch_exporter_document
  id = "slipway-cloudwatch-exporter-prod:cloudwatch-exporter"
}

resource "aws_iam_role_policy" "controllers_cloudwatch_exporter_document" {
  name = "cloudwatch-exporter"
  role = aws_iam_role.controllers_cloudwatch_exporter_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics", "tag:GetResources"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }]
  })
}

# controllers/cloudwatch-exporter/role
import {
  to = aws_iam_role.controllers_cloudwatch_exporter_role
  id = "slipway-cloudwatch-exporter-prod"
}

resource "aws_iam_role" "controllers_cloudwatch_exporter_role" {
  name        = "slipway-cloudwatch-exporter-prod"
  path        = "/slipway/"
  description = "metrics of what AWS runs for the cluster, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:monitoring:cloudwatch-exporter"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/external-secrets/document
import {
  to = aws_iam_role_policy.controllers_external_secrets_document
  id = "slipway-external-secrets-prod:external-secrets"
}

resource "aws_iam_role_policy" "controllers_external_secrets_document" {
  name = "external-secrets"
  role = aws_iam_role.controllers_external_secrets_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"]
      Resource = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:prod/*"
    }, {
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
      Resource = "arn:aws:ssm:eu-west-3:123456789012:parameter/prod/*"
    }]
  })
}

# controllers/external-secrets/role
import {
  to = aws_iam_role.controllers_external_secrets_role
  id = "slipway-external-secrets-prod"
}

resource "aws_iam_role" "controllers_external_secrets_role" {
  name        = "slipway-external-secrets-prod"
  path        = "/slipway/"
  description = "secrets of the account for pods of this cluster, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:external-secrets:external-secrets"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/instance-state
import {
  to = aws_cloudwatch_event_rule.controllers_interruptions_instance_state
  id = "slipway-prod-instance-state"
}

resource "aws_cloudwatch_event_rule" "controllers_interruptions_instance_state" {
  name        = "slipway-prod-instance-state"
  description = "an instance stops or ends"
  event_pattern = jsonencode({
    "source"      = ["aws.ec2"]
    "detail-type" = ["EC2 Instance State-change Notification"]
    "detail" = {
      state = ["stopping", "stopped", "shutting-down", "terminated"]
    }
  })
  state = "ENABLED"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/interruptions/instance-state"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/instance-state/target
import {
  to = aws_cloudwatch_event_target.controllers_interruptions_instance_state_target
  id = "slipway-prod-instance-state/queue"
}

resource "aws_cloudwatch_event_target" "controllers_interruptions_instance_state_target" {
  rule      = aws_cloudwatch_event_rule.controllers_interruptions_instance_state.name
  target_id = "queue"
  arn       = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
}

# controllers/interruptions/queue
import {
  to = aws_sqs_queue.controllers_interruptions_queue
  id = "Url-controllers-interruptions-queue"
}

resource "aws_sqs_queue" "controllers_interruptions_queue" {
  name                      = "slipway-prod-interruptions"
  message_retention_seconds = 300
  sqs_managed_sse_enabled   = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "RulesOfThisCluster"
      Effect = "Allow"
      Principal = {
        Service = "events.amazonaws.com"
      }
      Action   = "sqs:SendMessage"
      Resource = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
      Condition = {
        ArnEquals = {
          "aws:SourceArn" = ["arn:aws:events:eu-west-3:123456789012:rule/slipway-prod-scheduled-change", "arn:aws:events:eu-west-3:123456789012:rule/slipway-prod-spot-interruption", "arn:aws:events:eu-west-3:123456789012:rule/slipway-prod-rebalance", "arn:aws:events:eu-west-3:123456789012:rule/slipway-prod-instance-state"]
        }
      }
    }, {
      Sid       = "ByTlsAlone"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = ["arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/interruptions/queue"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/rebalance
import {
  to = aws_cloudwatch_event_rule.controllers_interruptions_rebalance
  id = "slipway-prod-rebalance"
}

resource "aws_cloudwatch_event_rule" "controllers_interruptions_rebalance" {
  name        = "slipway-prod-rebalance"
  description = "a spot instance is likely to go soon"
  event_pattern = jsonencode({
    "source"      = ["aws.ec2"]
    "detail-type" = ["EC2 Instance Rebalance Recommendation"]
  })
  state = "ENABLED"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/interruptions/rebalance"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/rebalance/target
import {
  to = aws_cloudwatch_event_target.controllers_interruptions_rebalance_target
  id = "slipway-prod-rebalance/queue"
}

resource "aws_cloudwatch_event_target" "controllers_interruptions_rebalance_target" {
  rule      = aws_cloudwatch_event_rule.controllers_interruptions_rebalance.name
  target_id = "queue"
  arn       = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
}

# controllers/interruptions/scheduled-change
import {
  to = aws_cloudwatch_event_rule.controllers_interruptions_scheduled_change
  id = "slipway-prod-scheduled-change"
}

resource "aws_cloudwatch_event_rule" "controllers_interruptions_scheduled_change" {
  name        = "slipway-prod-scheduled-change"
  description = "AWS will work on an instance"
  event_pattern = jsonencode({
    "source"      = ["aws.health"]
    "detail-type" = ["AWS Health Event"]
    "detail" = {
      service           = ["EC2"]
      eventTypeCategory = ["scheduledChange"]
    }
  })
  state = "ENABLED"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/interruptions/scheduled-change"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/scheduled-change/target
import {
  to = aws_cloudwatch_event_target.controllers_interruptions_scheduled_change_target
  id = "slipway-prod-scheduled-change/queue"
}

resource "aws_cloudwatch_event_target" "controllers_interruptions_scheduled_change_target" {
  rule      = aws_cloudwatch_event_rule.controllers_interruptions_scheduled_change.name
  target_id = "queue"
  arn       = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
}

# controllers/interruptions/spot-interruption
import {
  to = aws_cloudwatch_event_rule.controllers_interruptions_spot_interruption
  id = "slipway-prod-spot-interruption"
}

resource "aws_cloudwatch_event_rule" "controllers_interruptions_spot_interruption" {
  name        = "slipway-prod-spot-interruption"
  description = "a spot instance goes in two minutes"
  event_pattern = jsonencode({
    "source"      = ["aws.ec2"]
    "detail-type" = ["EC2 Spot Instance Interruption Warning"]
  })
  state = "ENABLED"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/interruptions/spot-interruption"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/interruptions/spot-interruption/target
import {
  to = aws_cloudwatch_event_target.controllers_interruptions_spot_interruption_target
  id = "slipway-prod-spot-interruption/queue"
}

resource "aws_cloudwatch_event_target" "controllers_interruptions_spot_interruption_target" {
  rule      = aws_cloudwatch_event_rule.controllers_interruptions_spot_interruption.name
  target_id = "queue"
  arn       = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
}

# controllers/karpenter-nodes/access
import {
  to = aws_eks_access_entry.controllers_karpenter_nodes_access
  id = "prod:arn:aws:x:::controllers/karpenter-nodes/role"
}

resource "aws_eks_access_entry" "controllers_karpenter_nodes_access" {
  cluster_name  = aws_eks_cluster.cluster_control_plane.name
  principal_arn = aws_iam_role.controllers_karpenter_nodes_role.arn
  type          = "EC2_LINUX"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "controllers/karpenter-nodes/access"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/karpenter-nodes/policy/AmazonEC2ContainerRegistryPullOnly
import {
  to = aws_iam_role_policy_attachment.controllers_karpenter_nodes_policy_AmazonEC2ContainerRegistryPullOnly
  id = "slipway-karpenter-nodes-prod/arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

resource "aws_iam_role_policy_attachment" "controllers_karpenter_nodes_policy_AmazonEC2ContainerRegistryPullOnly" {
  role       = aws_iam_role.controllers_karpenter_nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

# controllers/karpenter-nodes/policy/AmazonEKSWorkerNodePolicy
import {
  to = aws_iam_role_policy_attachment.controllers_karpenter_nodes_policy_AmazonEKSWorkerNodePolicy
  id = "slipway-karpenter-nodes-prod/arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

resource "aws_iam_role_policy_attachment" "controllers_karpenter_nodes_policy_AmazonEKSWorkerNodePolicy" {
  role       = aws_iam_role.controllers_karpenter_nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

# controllers/karpenter-nodes/profile
import {
  to = aws_iam_instance_profile.controllers_karpenter_nodes_profile
  id = "slipway-karpenter-nodes-prod"
}

resource "aws_iam_instance_profile" "controllers_karpenter_nodes_profile" {
  name = "slipway-karpenter-nodes-prod"
  path = "/slipway/"
  role = "slipway-karpenter-nodes-prod"
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/karpenter-nodes/role
import {
  to = aws_iam_role.controllers_karpenter_nodes_role
  id = "slipway-karpenter-nodes-prod"
}

resource "aws_iam_role" "controllers_karpenter_nodes_role" {
  name        = "slipway-karpenter-nodes-prod"
  path        = "/slipway/"
  description = "what nodes that Karpenter makes may do in AWS, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ec2.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/karpenter/document
import {
  to = aws_iam_role_policy.controllers_karpenter_document
  id = "slipway-karpenter-prod:karpenter"
}

resource "aws_iam_role_policy" "controllers_karpenter_document" {
  name = "karpenter"
  role = aws_iam_role.controllers_karpenter_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "ec2:CreateFleet"]
      Resource = ["arn:aws:ec2:eu-west-3::image/*", "arn:aws:ec2:eu-west-3::snapshot/*", "arn:aws:ec2:eu-west-3:123456789012:capacity-reservation/*"]
    }, {
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "ec2:CreateFleet"]
      Resource = ["arn:aws:ec2:eu-west-3:123456789012:subnet/*", "arn:aws:ec2:eu-west-3:123456789012:security-group/*"]
      Condition = {
        StringEquals = {
          "aws:ResourceTag/slipway:cluster" = "eu-west-3/prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:DeleteLaunchTemplate"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:launch-template/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
        StringLike = {
          "aws:ResourceTag/karpenter.sh/nodepool" = "*"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"]
      Resource = ["arn:aws:ec2:eu-west-3:123456789012:fleet/*", "arn:aws:ec2:eu-west-3:123456789012:instance/*", "arn:aws:ec2:eu-west-3:123456789012:volume/*", "arn:aws:ec2:eu-west-3:123456789012:network-interface/*", "arn:aws:ec2:eu-west-3:123456789012:launch-template/*", "arn:aws:ec2:eu-west-3:123456789012:spot-instances-request/*"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/kubernetes.io/cluster/prod" = "owned"
          "aws:RequestTag/eks:eks-cluster-name"       = "prod"
        }
        StringLike = {
          "aws:RequestTag/karpenter.sh/nodepool" = "*"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = ["arn:aws:ec2:eu-west-3:123456789012:fleet/*", "arn:aws:ec2:eu-west-3:123456789012:instance/*", "arn:aws:ec2:eu-west-3:123456789012:volume/*", "arn:aws:ec2:eu-west-3:123456789012:network-interface/*", "arn:aws:ec2:eu-west-3:123456789012:launch-template/*", "arn:aws:ec2:eu-west-3:123456789012:spot-instances-request/*"]
      Condition = {
        StringEquals = {
          "ec2:CreateAction"                          = ["RunInstances", "CreateFleet", "CreateLaunchTemplate"]
          "aws:RequestTag/kubernetes.io/cluster/prod" = "owned"
          "aws:RequestTag/eks:eks-cluster-name"       = "prod"
        }
        StringLike = {
          "aws:RequestTag/karpenter.sh/nodepool" = "*"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:instance/*"
      Condition = {
        "StringEquals" = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
        "StringLike" = {
          "aws:ResourceTag/karpenter.sh/nodepool" = "*"
        }
        "StringEqualsIfExists" = {
          "aws:RequestTag/eks:eks-cluster-name" = "prod"
        }
        "ForAllValues:StringEquals" = {
          "aws:TagKeys" = ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:TerminateInstances"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:instance/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/kubernetes.io/cluster/prod" = "owned"
        }
        StringLike = {
          "aws:ResourceTag/karpenter.sh/nodepool" = "*"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["iam:PassRole"]
      Resource = "arn:aws:iam::123456789012:role/slipway/slipway-karpenter-nodes-prod"
      Condition = {
        StringEquals = {
          "iam:PassedToService" = "ec2.amazonaws.com"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["iam:GetInstanceProfile"]
      Resource = "arn:aws:iam::123456789012:instance-profile/slipway/slipway-karpenter-nodes-prod"
    }, {
      Effect   = "Allow"
      Action   = ["eks:DescribeCluster"]
      Resource = "arn:aws:eks:eu-west-3:123456789012:cluster/prod"
    }, {
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"]
      Resource = "arn:aws:sqs:eu-west-3:123456789012:slipway-prod-interruptions"
    }, {
      Effect   = "Allow"
      Action   = ["ec2:DescribeCapacityReservations", "ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "ec2:DescribeInstanceTypeOfferings", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplates", "ec2:DescribeSecurityGroups", "ec2:DescribeSpotPriceHistory", "ec2:DescribeSubnets"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ssm:GetParameter"]
      Resource = "arn:aws:ssm:eu-west-3::parameter/aws/service/*"
    }, {
      Effect   = "Allow"
      Action   = ["pricing:GetProducts"]
      Resource = "*"
    }]
  })
}

# controllers/karpenter/role
import {
  to = aws_iam_role.controllers_karpenter_role
  id = "slipway-karpenter-prod"
}

resource "aws_iam_role" "controllers_karpenter_role" {
  name        = "slipway-karpenter-prod"
  path        = "/slipway/"
  description = "nodes as pods need them, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:kube-system:karpenter"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/load-balancer/document
import {
  to = aws_iam_role_policy.controllers_load_balancer_document
  id = "slipway-load-balancer-prod:load-balancer"
}

resource "aws_iam_role_policy" "controllers_load_balancer_document" {
  name = "load-balancer"
  role = aws_iam_role.controllers_load_balancer_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:CreateServiceLinkedRole"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways", "ec2:DescribeVpcs", "ec2:DescribeVpcPeeringConnections", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:GetSecurityGroupsForVpc", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeTags", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeListenerCertificates", "elasticloadbalancing:DescribeSSLPolicies", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTrustStores", "acm:ListCertificates", "acm:DescribeCertificate"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "aws:RequestedRegion" = "eu-west-3"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteSecurityGroup"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/slipway:cluster" = "eu-west-3/prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/aws:eks:cluster-name" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateSecurityGroup"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "aws:RequestTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateSecurityGroup"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:vpc/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/slipway:cluster" = "eu-west-3/prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "ec2:CreateAction"                     = "CreateSecurityGroup"
          "aws:RequestTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["ec2:CreateTags", "ec2:DeleteTags"]
      Resource = "arn:aws:ec2:eu-west-3:123456789012:security-group/*"
      Condition = {
        StringEquals = {
          "aws:ResourceTag/elbv2.k8s.aws/cluster" = "prod"
        }
        Null = {
          "aws:RequestTag/elbv2.k8s.aws/cluster" = "true"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"]
      Resource = ["arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/net/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/app/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:targetgroup/*/*"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:AddTags"]
      Resource = ["arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/net/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/app/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:targetgroup/*/*"]
      Condition = {
        StringEquals = {
          "elasticloadbalancing:CreateAction"    = ["CreateLoadBalancer", "CreateTargetGroup"]
          "aws:RequestTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }, {
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags", "elasticloadbalancing:CreateListener", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes", "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:RemoveListenerCertificates", "elasticloadbalancing:DeleteListener", "elasticloadbalancing:CreateRule", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:SetRulePriorities", "elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:SetIpAddressType", "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets", "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes", "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:DeleteTargetGroup"]
      Resource = ["arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/net/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/app/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:targetgroup/*/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:listener/*", "arn:aws:elasticloadbalancing:eu-west-3:123456789012:listener-rule/*"]
      Condition = {
        StringEquals = {
          "aws:ResourceTag/elbv2.k8s.aws/cluster" = "prod"
        }
      }
    }]
  })
}

# controllers/load-balancer/role
import {
  to = aws_iam_role.controllers_load_balancer_role
  id = "slipway-load-balancer-prod"
}

resource "aws_iam_role" "controllers_load_balancer_role" {
  name        = "slipway-load-balancer-prod"
  path        = "/slipway/"
  description = "balancers for services and ingresses of this cluster, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:kube-system:aws-load-balancer-controller"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# controllers/loki/document
import {
  to = aws_iam_role_policy.controllers_loki_document
  id = "slipway-loki-prod:loki"
}

resource "aws_iam_role_policy" "controllers_loki_document" {
  name = "loki"
  role = aws_iam_role.controllers_loki_role.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = "arn:aws:s3:::slipway-prod-loki-123456789012-eu-west-3"
    }, {
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = "arn:aws:s3:::slipway-prod-loki-123456789012-eu-west-3/*"
    }]
  })
}

# controllers/loki/role
import {
  to = aws_iam_role.controllers_loki_role
  id = "slipway-loki-prod"
}

resource "aws_iam_role" "controllers_loki_role" {
  name        = "slipway-loki-prod"
  path        = "/slipway/"
  description = "logs of the cluster's services, in a bucket, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Federated = "arn:aws:x:::cluster/identity-provider"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "identity-provider:aud" = "sts.amazonaws.com"
          "identity-provider:sub" = "system:serviceaccount:logging:loki"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# fargate/policy/AmazonEKSFargatePodExecutionRolePolicy
import {
  to = aws_iam_role_policy_attachment.fargate_policy_AmazonEKSFargatePodExecutionRolePolicy
  id = "slipway-fargate-prod/arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
}

resource "aws_iam_role_policy_attachment" "fargate_policy_AmazonEKSFargatePodExecutionRolePolicy" {
  role       = aws_iam_role.fargate_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
}

# fargate/profile/jobs
import {
  to = aws_eks_fargate_profile.fargate_profile_jobs
  id = "prod:jobs"
}

resource "aws_eks_fargate_profile" "fargate_profile_jobs" {
  cluster_name           = aws_eks_cluster.cluster_control_plane.name
  fargate_profile_name   = "jobs"
  pod_execution_role_arn = aws_iam_role.fargate_role.arn
  subnet_ids             = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "fargate/profile/jobs"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  selector {
    namespace = "jobs"
    labels = {
      runs = "fargate"
    }
  }
}

# fargate/profile/previews
import {
  to = aws_eks_fargate_profile.fargate_profile_previews
  id = "prod:previews"
}

resource "aws_eks_fargate_profile" "fargate_profile_previews" {
  cluster_name           = aws_eks_cluster.cluster_control_plane.name
  fargate_profile_name   = "previews"
  pod_execution_role_arn = aws_iam_role.fargate_role.arn
  subnet_ids             = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "fargate/profile/previews"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  selector {
    namespace = "previews"
  }
}

# fargate/role
import {
  to = aws_iam_role.fargate_role
  id = "slipway-fargate-prod"
}

resource "aws_iam_role" "fargate_role" {
  name        = "slipway-fargate-prod"
  path        = "/slipway/"
  description = "what pulls images for pods on Fargate, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "eks-fargate-pods.amazonaws.com"
      }
      Action = "sts:AssumeRole"
      Condition = {
        ArnLike = {
          "aws:SourceArn" = "arn:aws:eks:eu-west-3:123456789012:fargateprofile/prod/*"
        }
      }
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/address/a
import {
  to = aws_eip.network_address_a
  id = "AllocationId-network-address-a"
}

resource "aws_eip" "network_address_a" {
  domain = "vpc"
  tags = {
    "Name"                 = "prod-address-a"
    "cost-center"          = "4711"
    "slipway:address"      = "network/address/a"
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/endpoint/s3"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/flow-log
import {
  to = aws_flow_log.network_flow_log
  id = "FlowLogId-network-flow-log"
}

resource "aws_flow_log" "network_flow_log" {
  vpc_id               = aws_vpc.network_vpc.id
  log_destination      = aws_s3_bucket.stores_flow_logs.arn
  log_destination_type = "s3"
  traffic_type         = "ALL"
  tags = {
    "Name"                 = "prod-flow-log"
    "cost-center"          = "4711"
    "slipway:address"      = "network/flow-log"
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/internet-gateway"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/nat/a
import {
  to = aws_nat_gateway.network_nat_a
  id = "nat-network-nat-a"
}

resource "aws_nat_gateway" "network_nat_a" {
  allocation_id = aws_eip.network_address_a.id
  subnet_id     = aws_subnet.network_subnet_public_a.id
  tags = {
    "Name"                 = "prod-nat-a"
    "cost-center"          = "4711"
    "slipway:address"      = "network/nat/a"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/route-table/public"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# network/route/private-a
import {
  to = aws_route.network_route_private_a
  id = "RouteTableId-network-route-table-private-a_0.0.0.0/0"
}

resource "aws_route" "network_route_private_a" {
  route_table_id         = aws_route_table.network_route_table_private_a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
}

# network/route/private-b
import {
  to = aws_route.network_route_private_b
  id = "RouteTableId-network-route-table-private-b_0.0.0.0/0"
}

resource "aws_route" "network_route_private_b" {
  route_table_id         = aws_route_table.network_route_table_private_b.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/rule/cluster-from-nodes"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/security-group/cluster"
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
    "cost-center"            = "4711"
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
    "cost-center"                     = "4711"
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
    "cost-center"                     = "4711"
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
    "cost-center"                = "4711"
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
    "cost-center"                = "4711"
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
    "cost-center"          = "4711"
    "slipway:address"      = "network/vpc"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# nodes/group/system
import {
  to = aws_eks_node_group.nodes_group_system
  id = "prod:system"
}

resource "aws_eks_node_group" "nodes_group_system" {
  cluster_name    = aws_eks_cluster.cluster_control_plane.name
  node_group_name = "system"
  node_role_arn   = aws_iam_role.nodes_role.arn
  subnet_ids      = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  version         = "1.33"
  ami_type        = "BOTTLEROCKET_ARM_64"
  capacity_type   = "ON_DEMAND"
  instance_types  = ["m7g.large"]
  labels = {
    pool = "system"
  }
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "nodes/group/system"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  launch_template {
    id      = aws_launch_template.nodes_template_system.id
    version = "1"
  }

  scaling_config {
    min_size     = 2
    max_size     = 4
    desired_size = 2
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
}

# nodes/group/web
import {
  to = aws_eks_node_group.nodes_group_web
  id = "prod:web"
}

resource "aws_eks_node_group" "nodes_group_web" {
  cluster_name    = aws_eks_cluster.cluster_control_plane.name
  node_group_name = "web"
  node_role_arn   = aws_iam_role.nodes_role.arn
  subnet_ids      = [aws_subnet.network_subnet_private_a.id, aws_subnet.network_subnet_private_b.id]
  version         = "1.33"
  ami_type        = "AL2023_x86_64_STANDARD"
  capacity_type   = "SPOT"
  instance_types  = ["m7i.large", "m6i.large", "m5.large"]
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "nodes/group/web"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  launch_template {
    id      = aws_launch_template.nodes_template_web.id
    version = "1"
  }

  scaling_config {
    min_size     = 0
    max_size     = 6
    desired_size = 0
  }

  taint {
    key    = "dedicated"
    value  = "web"
    effect = "NO_SCHEDULE"
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }
}

# nodes/policy/AmazonEC2ContainerRegistryPullOnly
import {
  to = aws_iam_role_policy_attachment.nodes_policy_AmazonEC2ContainerRegistryPullOnly
  id = "slipway-nodes-prod/arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

resource "aws_iam_role_policy_attachment" "nodes_policy_AmazonEC2ContainerRegistryPullOnly" {
  role       = aws_iam_role.nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

# nodes/policy/AmazonEKSWorkerNodePolicy
import {
  to = aws_iam_role_policy_attachment.nodes_policy_AmazonEKSWorkerNodePolicy
  id = "slipway-nodes-prod/arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

resource "aws_iam_role_policy_attachment" "nodes_policy_AmazonEKSWorkerNodePolicy" {
  role       = aws_iam_role.nodes_role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

# nodes/role
import {
  to = aws_iam_role.nodes_role
  id = "slipway-nodes-prod"
}

resource "aws_iam_role" "nodes_role" {
  name        = "slipway-nodes-prod"
  path        = "/slipway/"
  description = "what nodes may do in AWS, made by Slipway"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ec2.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
  tags = {
    "cost-center"          = "4711"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# nodes/template/system
import {
  to = aws_launch_template.nodes_template_system
  id = "LaunchTemplateId-nodes-template-system"
}

resource "aws_launch_template" "nodes_template_system" {
  name                   = "slipway-prod-system"
  vpc_security_group_ids = [aws_security_group.network_security_group_nodes.id]
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "nodes/template/system"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 4
      volume_type = "gp3"
      encrypted   = true
    }
  }

  block_device_mappings {
    device_name = "/dev/xvdb"

    ebs {
      volume_size = 20
      volume_type = "gp3"
      encrypted   = true
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tag_specifications {
    resource_type = "instance"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/system"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/system"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }

  tag_specifications {
    resource_type = "network-interface"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/system"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }
}

# nodes/template/web
import {
  to = aws_launch_template.nodes_template_web
  id = "LaunchTemplateId-nodes-template-web"
}

resource "aws_launch_template" "nodes_template_web" {
  name                   = "slipway-prod-web"
  vpc_security_group_ids = [aws_security_group.network_security_group_nodes.id]
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "nodes/template/web"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 40
      volume_type = "gp3"
      encrypted   = true
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tag_specifications {
    resource_type = "instance"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/web"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/web"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }

  tag_specifications {
    resource_type = "network-interface"
    tags = {
      "cost-center"          = "4711"
      "slipway:address"      = "nodes/group/web"
      "slipway:cluster"      = "eu-west-3/prod"
      "slipway:organization" = "acme"
    }
  }
}

# stores/flow-logs
import {
  to = aws_s3_bucket.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket" "stores_flow_logs" {
  bucket = "slipway-prod-flow-logs-123456789012-eu-west-3"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "stores/flow-logs"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# stores/flow-logs
import {
  to = aws_s3_bucket_public_access_block.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket_public_access_block" "stores_flow_logs" {
  bucket                  = aws_s3_bucket.stores_flow_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# stores/flow-logs
import {
  to = aws_s3_bucket_ownership_controls.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket_ownership_controls" "stores_flow_logs" {
  bucket = aws_s3_bucket.stores_flow_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# stores/flow-logs
import {
  to = aws_s3_bucket_server_side_encryption_configuration.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "stores_flow_logs" {
  bucket = aws_s3_bucket.stores_flow_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# stores/flow-logs
import {
  to = aws_s3_bucket_policy.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket_policy" "stores_flow_logs" {
  bucket = aws_s3_bucket.stores_flow_logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "AWSLogDeliveryWrite"
      Effect = "Allow"
      Principal = {
        Service = "delivery.logs.amazonaws.com"
      }
      Action   = "s3:PutObject"
      Resource = "arn:aws:s3:::slipway-prod-flow-logs-123456789012-eu-west-3/AWSLogs/123456789012/*"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = "123456789012"
        }
        ArnLike = {
          "aws:SourceArn" = "arn:aws:logs:eu-west-3:123456789012:*"
        }
      }
    }, {
      Sid    = "AWSLogDeliveryAclCheck"
      Effect = "Allow"
      Principal = {
        Service = "delivery.logs.amazonaws.com"
      }
      Action   = "s3:GetBucketAcl"
      Resource = "arn:aws:s3:::slipway-prod-flow-logs-123456789012-eu-west-3"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = "123456789012"
        }
        ArnLike = {
          "aws:SourceArn" = "arn:aws:logs:eu-west-3:123456789012:*"
        }
      }
    }, {
      Sid       = "ByTlsAlone"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::slipway-prod-flow-logs-123456789012-eu-west-3", "arn:aws:s3:::slipway-prod-flow-logs-123456789012-eu-west-3/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

# stores/flow-logs
import {
  to = aws_s3_bucket_lifecycle_configuration.stores_flow_logs
  id = "slipway-prod-flow-logs-123456789012-eu-west-3"
}

resource "aws_s3_bucket_lifecycle_configuration" "stores_flow_logs" {
  bucket = aws_s3_bucket.stores_flow_logs.id

  rule {
    id     = "slipway-unfinished"
    status = "Enabled"

    filter {
      prefix = ""
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "slipway-expiry"
    status = "Enabled"

    filter {
      prefix = ""
    }

    expiration {
      days = 365
    }
  }
}

# stores/locks
import {
  to = aws_dynamodb_table.stores_locks
  id = "slipway-prod-locks"
}

resource "aws_dynamodb_table" "stores_locks" {
  name         = "slipway-prod-locks"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "stores/locks"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }

  attribute {
    name = "LockID"
    type = "S"
  }
}

# stores/loki
import {
  to = aws_s3_bucket.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket" "stores_loki" {
  bucket = "slipway-prod-loki-123456789012-eu-west-3"
  tags = {
    "cost-center"          = "4711"
    "slipway:address"      = "stores/loki"
    "slipway:cluster"      = "eu-west-3/prod"
    "slipway:organization" = "acme"
  }
}

# stores/loki
import {
  to = aws_s3_bucket_public_access_block.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket_public_access_block" "stores_loki" {
  bucket                  = aws_s3_bucket.stores_loki.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# stores/loki
import {
  to = aws_s3_bucket_ownership_controls.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket_ownership_controls" "stores_loki" {
  bucket = aws_s3_bucket.stores_loki.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# stores/loki
import {
  to = aws_s3_bucket_server_side_encryption_configuration.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "stores_loki" {
  bucket = aws_s3_bucket.stores_loki.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# stores/loki
import {
  to = aws_s3_bucket_policy.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket_policy" "stores_loki" {
  bucket = aws_s3_bucket.stores_loki.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ByTlsAlone"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::slipway-prod-loki-123456789012-eu-west-3", "arn:aws:s3:::slipway-prod-loki-123456789012-eu-west-3/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

# stores/loki
import {
  to = aws_s3_bucket_lifecycle_configuration.stores_loki
  id = "slipway-prod-loki-123456789012-eu-west-3"
}

resource "aws_s3_bucket_lifecycle_configuration" "stores_loki" {
  bucket = aws_s3_bucket.stores_loki.id

  rule {
    id     = "slipway-unfinished"
    status = "Enabled"

    filter {
      prefix = ""
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "slipway-expiry"
    status = "Enabled"

    filter {
      prefix = ""
    }

    expiration {
      days = 84
    }
  }
}
