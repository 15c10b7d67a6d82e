"""The sandbox gateway: a bank and an SMS provider to test against, in a process with files of its own."""
