"""The tests of the package, the generator, the sandbox and the examples."""
