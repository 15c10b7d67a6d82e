"""The master key of the tests' own data: nothing of theirs goes into the folder of whoever runs them."""

import base64

MASTER_KEY = base64.b64encode(b"a master key for tests, 32 bytes").decode()
