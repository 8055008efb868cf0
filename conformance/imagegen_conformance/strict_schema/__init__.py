"""The strict schema: the rules of levels schema and semantic, compiled into JSON Schema."""
