"""Our own strict schema, in the engines of three languages."""
