"""Connection to a gateway or a client whose upstream is the suite, so that the payloads that arrive are observed."""
