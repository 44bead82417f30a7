"""Numbers as the reader's language writes them."""

from django.utils.formats import number_format


def bits(millibits: int) -> str:
    """Thousandths of a bit as bits with one decimal, as the reader's language writes it."""
    return number_format(millibits / 1_000, decimal_pos=1)
