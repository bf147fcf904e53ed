"""How much is taken from one address without an account."""

from vbe.access.limits import Limit

REPORTS_FROM_PLACE = Limit("reports-from-place", most=40, seconds=3600)
CODES_FROM_PLACE = Limit("codes-from-place", most=10, seconds=900)
