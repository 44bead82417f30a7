"""SCIM 2.0 for directories of organisations: joiners and leavers (RFC 7643, RFC 7644)."""
