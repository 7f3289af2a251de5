"""The tests of the package, the generator, the sandbox and the examples."""

from . import library as library  # decides on the HTTP library before a test makes a client
