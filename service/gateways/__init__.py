"""Outgoing gateways: payment and SMS over HTTP, and the signature both directions share."""
