"""Handheld barcode scanners on a serial port: USB-COM, RS-232, or a serial server."""
