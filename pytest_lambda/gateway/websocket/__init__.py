"""WebSocket APIs of API Gateway: clients, the routes that their messages take, and what functions send to them.

`api` has what AWS calls the API, `client` what a test holds in its hand; `connection` is what the gateway keeps of a
client, `handshake` how it gets in, `traffic` what becomes of messages, `endings` how it leaves. `management` is what
functions reach through botocore.
"""
