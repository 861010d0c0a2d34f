"""AWS::AmazonMQ, AWS::MSK and AWS::DocDB: what mappings read besides queues, streams and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.service.resources.activemq import ActiveMqBroker
from pytest_lambda.service.resources.broker_names import broker_arn
from pytest_lambda.service.resources.kafka_cluster import KafkaCluster
from pytest_lambda.service.resources.rabbitmq import RabbitMqBroker
from pytest_lambda.templates.resources.forms import ANYTHING, FLAG, TAGS, TEXT, TEXTS, WHOLE, Form, of
from pytest_lambda.templates.resources.names import Naming
from pytest_lambda.templates.resources.row import ResourceType, Subject, given, made

if TYPE_CHECKING:
    from pytest_lambda.service.platform import Platform
    from pytest_lambda.templates.deployment import Deployment


def _unread(*names: str) -> dict[str, Form]:
    return dict.fromkeys(names, ANYTHING)


_BROKER = of(
    "AWS::AmazonMQ::Broker",
    {
        **_unread(
            "AuthenticationStrategy", "Configuration", "DataReplicationMode", "DataReplicationPrimaryBrokerArn",
            "EncryptionOptions", "LdapServerMetadata", "Logs", "MaintenanceWindowStartTime", "StorageType", "Users",
        ),
        "AutoMinorVersionUpgrade": FLAG,
        "BrokerName": TEXT,
        "DeploymentMode": TEXT,
        "EngineType": TEXT,
        "EngineVersion": TEXT,
        "HostInstanceType": TEXT,
        "PubliclyAccessible": FLAG,
        "SecurityGroups": TEXTS,
        "SubnetIds": TEXTS,
        "Tags": TAGS,
    },
    "BrokerName", "DeploymentMode", "EngineType", "HostInstanceType", "PubliclyAccessible",
)  # fmt: skip

_CLUSTER = of(
    "AWS::MSK::Cluster",
    {
        **_unread(
            "ClientAuthentication", "ConfigurationInfo", "CurrentVersion", "EncryptionInfo", "EnhancedMonitoring",
            "LoggingInfo", "OpenMonitoring", "Rebalancing", "StorageMode", "Tags",
        ),
        "BrokerNodeGroupInfo": ANYTHING,
        "ClusterName": TEXT,
        "KafkaVersion": TEXT,
        "NumberOfBrokerNodes": WHOLE,
    },
    "BrokerNodeGroupInfo", "ClusterName", "KafkaVersion", "NumberOfBrokerNodes",
)  # fmt: skip

_SERVERLESS = of(
    "AWS::MSK::ServerlessCluster",
    {"ClientAuthentication": ANYTHING, "ClusterName": TEXT, "Tags": ANYTHING, "VpcConfigs": ANYTHING},
    "ClientAuthentication", "ClusterName", "VpcConfigs",
)  # fmt: skip

_DOCUMENTS = of(
    "AWS::DocDB::DBCluster",
    {
        **_unread(
            "AvailabilityZones", "BackupRetentionPeriod", "CopyTagsToSnapshot", "EnableCloudwatchLogsExports",
            "GlobalClusterIdentifier", "ManageMasterUserPassword", "MasterUserPassword", "MasterUserSecretKmsKeyId",
            "NetworkType", "RestoreToTime", "RestoreType", "RotateMasterUserPassword", "StorageType",
            "ServerlessV2ScalingConfiguration", "SnapshotIdentifier", "SourceDBClusterIdentifier",
            "UseLatestRestorableTime", "VpcSecurityGroupIds",
        ),
        "DBClusterIdentifier": TEXT,
        "DBClusterParameterGroupName": TEXT,
        "DBSubnetGroupName": TEXT,
        "DeletionProtection": FLAG,
        "EngineVersion": TEXT,
        "KmsKeyId": TEXT,
        "MasterUsername": TEXT,
        "Port": WHOLE,
        "PreferredBackupWindow": TEXT,
        "PreferredMaintenanceWindow": TEXT,
        "StorageEncrypted": FLAG,
        "Tags": TAGS,
    },
)  # fmt: skip

_ENGINES = {"ACTIVEMQ": ActiveMqBroker, "RABBITMQ": RabbitMqBroker}
_DOCUMENTS_PORT = 27_017


def _make_broker(deployment: Deployment, subject: Subject) -> Any:
    engine = subject.properties["EngineType"]
    kind: Any = _ENGINES.get(engine.upper())
    if kind is None:
        raise subject.place.get("EngineType").error(f"EngineType is {engine!r}: expected {' or '.join(_ENGINES)}.")
    broker = kind(subject.name, platform=deployment.service)
    deployment.service.add_resource(broker)
    return broker


def _make_cluster(deployment: Deployment, subject: Subject) -> Any:
    return deployment.service.kafka_cluster(subject.name)


def _make_documents(deployment: Deployment, subject: Subject) -> Any:
    return deployment.service.documentdb_cluster(subject.name)


def _broker_arn(subject: Subject) -> str:
    return broker_arn(subject.name, subject.world)


def _broker_id(subject: Subject) -> str:
    return _broker_arn(subject).rpartition(":")[2]


def _cluster_arn(subject: Subject) -> str:
    # of a platform a cluster asks nothing but the world
    return KafkaCluster(subject.name, platform=cast("Platform", subject)).arn


ROWS = (
    ResourceType(
        "AWS::AmazonMQ::Broker",
        "BrokerName",
        ref=_broker_id,
        attributes={
            "Arn": _broker_arn,
            "Id": _broker_id,
            "EngineVersionCurrent": given("EngineVersion"),
        },
        properties=_BROKER,
        make=_make_broker,
        naming=Naming(50),
    ),
    *(
        ResourceType(
            name,
            "ClusterName",
            ref=made("arn", _cluster_arn),
            attributes={"Arn": made("arn", _cluster_arn)},
            properties=properties,
            make=_make_cluster,
            naming=Naming(64),
        )
        for name, properties in (("AWS::MSK::Cluster", _CLUSTER), ("AWS::MSK::ServerlessCluster", _SERVERLESS))
    ),
    ResourceType(
        "AWS::DocDB::DBCluster",
        "DBClusterIdentifier",
        attributes={"Port": lambda subject: str(given("Port", _DOCUMENTS_PORT)(subject))},
        properties=_DOCUMENTS,
        make=_make_documents,
        naming=Naming(63, lower=True),
    ),
    ResourceType("AWS::DocDB::DBInstance", "DBInstanceIdentifier", naming=Naming(63, lower=True)),
    ResourceType("AWS::DocDB::DBSubnetGroup", "DBSubnetGroupName", naming=Naming(lower=True)),
    ResourceType("AWS::DocDB::DBClusterParameterGroup", "Name", naming=Naming(lower=True)),
    ResourceType("AWS::AmazonMQ::ConfigurationAssociation"),
)
