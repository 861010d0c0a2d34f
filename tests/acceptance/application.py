"""The application whose tests fill the acceptance table of module state."""

from __future__ import annotations

APP = '''
import os
import time

import boto3

TABLE = os.environ.get("TABLE", "unset")


class OrderError(Exception):
    pass


class Service:
    def call(self):
        return "real"


service = Service()
dynamodb = boto3.client("dynamodb")
count = 0


def helper():
    return "real"


def handler(event, context):
    global count
    count += 1
    if event.get("fail"):
        raise OrderError("refused")
    if event.get("exit"):
        raise SystemExit(1)
    if event.get("hang"):
        time.sleep(60)
    if event.get("tables"):
        return dynamodb.list_tables()["TableNames"]
    return {
        "count": count,
        "table": TABLE,
        "object": service.call(),
        "class": Service().call(),
        "function": helper(),
    }
'''

#: a second function of the same module name
OTHER_APP = '''
def handler(event, context):
    return "the other app"
'''

CONFIGURATION = """
[pytest]
lambda_handler = app.handler
lambda_timeout = 60
lambda_region = eu-central-1
"""
