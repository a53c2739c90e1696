"""What an exported dataflow shares with Millrace: sources, steps, windows and sinks."""
