"""Makes small pictures of large ones, in the format that needs no library (PPM, P6)."""

import os
import tempfile
from pathlib import Path
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def read(path: Path) -> tuple[int, int, bytes]:
    magic, width, height, depth, pixels = path.read_bytes().split(maxsplit=4)
    if magic != b"P6" or depth != b"255":
        raise ValueError(f"{path.name} is no PPM picture of 8 bits")
    return int(width), int(height), pixels


def smaller(width: int, height: int, pixels: bytes, longest: int) -> bytes:
    step = max(1, -(-max(width, height) // longest))
    rows = [
        b"".join(pixels[3 * (y * width + x) : 3 * (y * width + x) + 3] for x in range(0, width, step))
        for y in range(0, height, step)
    ]
    return b"P6 %d %d 255\n" % (len(rows[0]) // 3, len(rows)) + b"".join(rows)


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        with tempfile.TemporaryDirectory() as folder:
            original, thumbnail = Path(folder, "original.ppm"), Path(folder, "thumbnail.ppm")
            s3.download_file(bucket, key, str(original))
            thumbnail.write_bytes(smaller(*read(original), longest=int(os.environ["LONGEST_SIDE"])))
            s3.upload_file(str(thumbnail), os.environ["THUMBNAILS_BUCKET"], key)
