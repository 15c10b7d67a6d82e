"""The sandbox gateway: a bank and an SMS provider to develop and test against, in a process and with files of its own."""
