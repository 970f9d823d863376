"""Telephone calls: which extension rang, who called, and what the person who takes the call sees of them."""
