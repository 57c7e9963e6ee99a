namespace JustHungry.Client;

/// <summary>The person typed something that cannot be meant: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>No front end gave an answer that counts: an outage, exit code 1.</summary>
internal sealed class OutageException(string message) : Exception(message);

/// <summary>The client's own files cannot be read or written: exit code 1, and nothing was sent.</summary>
internal sealed class MemoryException(string message, Exception? inner = null) : Exception(message, inner);
