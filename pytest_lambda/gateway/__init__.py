"""HTTP front doors: what stands between a client and a function, in both directions.

A request goes through here as it does through AWS::

    client -> GatewayRequest -> Door: route, authorizer, limits -> event -> function -> answer -> GatewayResponse

`exchange` has the two ends, `door` what all kinds have in common; each kind has a folder. Only `httpx_transport`
knows httpx, so that a development server goes the same way.
"""
