"""What an S3-compatible store needs to be told, for reports and evidence alike."""

from __future__ import annotations

from typing import Any


def s3_options(bucket: str, endpoint: str, region: str, access_key: str, secret_key: str) -> dict[str, Any]:
    """
    Return the options of ``storages.backends.s3.S3Storage``.

    A store that hangs must not hold the person who asks: it is asked twice, a few seconds each time.
    """
    # Only production installs the client.
    from botocore.config import Config

    return {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": region or None,
        "access_key": access_key,
        "secret_key": secret_key,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=3,
            read_timeout=20,
            retries={"total_max_attempts": 2},
        ),
        # Names are random: asking first whether one is taken would only cost a call.
        "file_overwrite": True,
        "default_acl": None,
        "querystring_expire": 60,
        # A larger file is read through the disk, not held in memory.
        "max_memory_size": 1024 * 1024,
    }
