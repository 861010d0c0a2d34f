"""Ships baskets."""


class NoSuchAddress(Exception):
    """There is nowhere to ship to."""


def handler(event, context):
    basket = event["detail"]["basket"]
    if basket == "nowhere":
        raise NoSuchAddress(basket)
    print("shipped", basket)
    return {"shipped": basket}
