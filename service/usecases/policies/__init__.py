"""Policies (策略): the rules that an office may change while the service runs."""
