"""Scans and labels at the desk: what a scan means, benches without a keyboard, printers, receiving and counting."""
