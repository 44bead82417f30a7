"""SCIM 2.0 (RFC 7643, RFC 7644) without a database: what a directory says of a person, its filters and patches."""
